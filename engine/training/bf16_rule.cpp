#include "engine/training/bf16_rule.h"

#include <algorithm>

namespace zscape {
namespace {

std::string_view decoderOf(const ModelSpec& spec) {
    for (const auto& [role, kind] : spec.recipe.parts)
        if (role == "decoder") return kind;
    return {};
}

}  // namespace

Bf16Units bf16UnitsOfProcessor() {
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("amx-bf16")) return Bf16Units::Amx;
    if (__builtin_cpu_supports("avx512bf16")) return Bf16Units::Avx512;
#endif
    return Bf16Units::None;
}

std::span<const FasterInBf16> measuredInBf16() {
    // None yet: no machine with the units has run the ten pairs. What is known is less (engine/training/README.md).
    return {};
}

bool isFasterInBf16(const ModelSpec& spec, Bf16Units units, std::span<const FasterInBf16> rows) {
    if (units == Bf16Units::None) return false;
    return std::any_of(rows.begin(), rows.end(), [&](const FasterInBf16& row) {
        const int64_t width = spec.has("width") ? spec.integer("width") : 0;
        return row.units == units && row.network == decoderOf(spec) && spec.shape.size >= row.leastSize &&
               spec.shape.size <= row.mostSize && width >= row.leastWidth;
    });
}

}  // namespace zscape
