#pragma once

#include "engine/recipe/spec.h"

#include <cstdint>
#include <span>
#include <string_view>

/// When precision "auto" is bf16: a written rule, so that nothing is timed when a run begins. The units have to be
/// there, and a measurement has to have shown that this network gains by them. No LibTorch in this header.
namespace zscape {

/// What computes products in bf16 itself. A processor without takes them apart: 138 images/s at 64 px, and 284 in fp32.
enum class Bf16Units : uint8_t { None, Avx512, Amx, Cuda };

/// Of the processor that this runs on, where the system lets programs use them too; Amx where it has both.
Bf16Units bf16UnitsOfProcessor();

/// Networks that were faster in bf16 on such units in ten paired runs of `./scripts/bench precision`, which prints the
/// rows of this table.
struct FasterInBf16 {
    Bf16Units units = Bf16Units::None;
    std::string_view network;  ///< the decoder's kind, "conv"
    int leastSize = 0;         ///< of its pictures, in pixels
    int mostSize = 0;
    int64_t leastWidth = 0;  ///< its setting "width"; 0: it has none
};

/// The rows that are known.
std::span<const FasterInBf16> measuredInBf16();

/// Whether one of `rows` covers the network on these units.
bool isFasterInBf16(const ModelSpec& spec, Bf16Units units, std::span<const FasterInBf16> rows = measuredInBf16());

}  // namespace zscape
