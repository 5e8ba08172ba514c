#include "engine/training/bf16_rule.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <string>

namespace zscape {
namespace {

constexpr std::array kRows{FasterInBf16{Bf16Units::Amx, "conv", 16, 64, 32},
                           FasterInBf16{Bf16Units::Avx512, "conv", 16, 32, 32}};

ModelSpec convOf(int size, int64_t width) {
    return makeSpec(findRecipe("vae"), {{"width", width}}, {3, size, 0, 1000});
}

TEST(Bf16Rule, WithoutUnitsItIsNeverBf16) {
    for (const int size : {16, 32, 64}) EXPECT_FALSE(isFasterInBf16(convOf(size, 32), Bf16Units::None, kRows)) << size;
    // Not even by a row that says so.
    constexpr std::array nonsense{FasterInBf16{Bf16Units::None, "conv", 16, 256, 0}};
    EXPECT_FALSE(isFasterInBf16(convOf(32, 32), Bf16Units::None, nonsense));
}

TEST(Bf16Rule, UnitsCountForTheNetworksThatWereMeasuredOnThem) {
    EXPECT_TRUE(isFasterInBf16(convOf(64, 32), Bf16Units::Amx, kRows));
    EXPECT_TRUE(isFasterInBf16(convOf(64, 64), Bf16Units::Amx, kRows));
    EXPECT_FALSE(isFasterInBf16(convOf(64, 32), Bf16Units::Avx512, kRows)) << "measured up to 32 pixels";
    EXPECT_TRUE(isFasterInBf16(convOf(32, 32), Bf16Units::Avx512, kRows));
    EXPECT_FALSE(isFasterInBf16(convOf(32, 32), Bf16Units::Cuda, kRows)) << "not measured there";
    EXPECT_FALSE(isFasterInBf16(convOf(128, 32), Bf16Units::Amx, kRows)) << "too large";
    EXPECT_FALSE(isFasterInBf16(convOf(32, 8), Bf16Units::Amx, kRows)) << "too narrow";
    const ModelSpec dense = makeSpec(findRecipe("vae-dense"), {}, {1, 32, 0, 1000});
    EXPECT_FALSE(isFasterInBf16(dense, Bf16Units::Amx, kRows)) << "another network";
}

TEST(Bf16Rule, WithoutAMeasurementItIsFp32) {
    for (const Bf16Units units : {Bf16Units::None, Bf16Units::Avx512, Bf16Units::Amx, Bf16Units::Cuda})
        EXPECT_FALSE(isFasterInBf16(convOf(64, 32), units, {}));
}

/// Beside what the kernel says of the processor.
TEST(Bf16Rule, KnowsTheProcessor) {
    std::ifstream file("/proc/cpuinfo");
    std::string flags;
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("flags")) flags = line + " ";
    if (flags.empty()) GTEST_SKIP() << "the kernel says nothing of flags";
    const Bf16Units said = flags.find(" amx_bf16 ") != std::string::npos      ? Bf16Units::Amx
                           : flags.find(" avx512_bf16 ") != std::string::npos ? Bf16Units::Avx512
                                                                              : Bf16Units::None;
    EXPECT_EQ(bf16UnitsOfProcessor(), said);
}

}  // namespace
}  // namespace zscape
