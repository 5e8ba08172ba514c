#include "engine/session/plane_density.h"

#include <gtest/gtest.h>

#include <ctime>
#include <iostream>
#include <random>

namespace zscape {
namespace {

/// Codes of `dimensions` numbers in their chunks, the one of image i made at step i; the chunk after the first is not
/// there.
CodesSnapshot drawnCodes(int64_t count, int dimensions) {
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    CodesSnapshot codes;
    codes.dimensions = dimensions;
    codes.count = count;
    codes.newestStep = count - 1;
    for (int64_t first = 0; first < count; first += CodesSnapshot::kCodesPerChunk) {
        auto chunk = std::make_shared<CodeChunk>();
        chunk->first = first;
        chunk->count = std::min(CodesSnapshot::kCodesPerChunk, count - first);
        for (int64_t i = 0; i < chunk->count; ++i) {
            CodeStamp stamp;
            stamp.step = first + i;
            chunk->stamps.push_back(stamp);
            for (int d = 0; d < dimensions; ++d) chunk->mu.push_back(normal(random) + static_cast<float>(d));
        }
        if (first == CodesSnapshot::kCodesPerChunk) chunk = nullptr;
        codes.chunks.push_back(std::move(chunk));
    }
    return codes;
}

std::vector<float> shownOn(const PlaneBasis& basis, const CodesSnapshot& codes) {
    std::vector<float> xy;
    for (int64_t image = 0; image < codes.count; ++image) {
        const float* code = codes.codeOf(image);
        if (!code) continue;
        float x = 0, y = 0;
        basis.project(code, x, y);
        xy.insert(xy.end(), {x, y});
    }
    return xy;
}

constexpr PlaneGrid kDensityGrid{-4, -4, 0.25, 33, 40};

TEST(PlaneDensityOfCodes, IsThatOfTheCodesThatAreShownOnTheirPlane) {
    CodesSnapshot codes = drawnCodes(1'500, 3);
    PlaneBasis basis;
    basis.kind = PlaneBasis::Kind::Pca;
    basis.mean = {0.1F, 1.0F, 2.0F};
    basis.axes[0] = {0.6F, 0, 0.8F};
    basis.axes[1] = {0, -1, 0};
    for (const int64_t shownFrom : {0, 700}) {
        codes.shownFrom = shownFrom;
        const std::vector<float> xy = shownOn(basis, codes);
        EXPECT_EQ(std::ssize(xy), 2 * (1'500 - (shownFrom == 0 ? 256 : 700)));
        const PlaneDensity density = densityOnPlane(codes, basis, kDensityGrid, 0.7, {});
        // Code 0 lies at -mean . axes: (-(0.06 + 1.6), 1).
        const PlaneDensity same = planeDensity(xy, kDensityGrid, {double{-1.66F}, 1, 0.7}, {});
        EXPECT_EQ(density.codes, std::ssize(xy) / 2);
        EXPECT_EQ(density.step, 1'499);
        EXPECT_EQ(density.grid, kDensityGrid);
        EXPECT_EQ(density.values, same.values);
        EXPECT_EQ(density.holes, same.holes);
        EXPECT_NEAR(density.emptyShare, same.emptyShare, 1e-6);
        EXPECT_GT(density.highest, 0.05F);
    }
}

TEST(PlaneDensityOfCodes, OnAnAxisThereIsNoPriorOfThePlane) {
    const CodesSnapshot codes = drawnCodes(1'000, 1);
    const PlaneDensity density = densityOnPlane(codes, PlaneBasis::ofAxes(1, 0, 1), kDensityGrid, 1, {});
    EXPECT_EQ(density.codes, 1'000 - 256);
    EXPECT_TRUE(density.holes.empty());
    EXPECT_EQ(density.emptyShare, 0);
    EXPECT_GT(density.highest, 0.1F);
    EXPECT_FALSE(densityOnPlane(drawnCodes(1'000, 2), PlaneBasis::ofAxes(2, 0, 1), kDensityGrid, 1, {}).holes.empty());
    EXPECT_TRUE(densityOnPlane(drawnCodes(1'000, 2), PlaneBasis::ofAxes(2, 0, 1), kDensityGrid, 0, {}).holes.empty());
}

TEST(PlaneDensityOfCodes, AMillionCodesAreAMatterOfMilliseconds) {
    const PlaneGrid grid{-4, -4, 8.0 / 255, 256, 256};
    for (const int dimensions : {2, 32}) {
        const CodesSnapshot codes = drawnCodes(1'000'000, dimensions);
        const std::clock_t began = std::clock();  // this process' own, on however busy a machine
        const PlaneDensity density = densityOnPlane(codes, PlaneBasis::ofAxes(dimensions, 0, 1), grid, 1, {});
        const double took = 1e3 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
        std::cout << "1,000,000 codes of " << dimensions << " numbers: " << took << " ms\n";
        EXPECT_LT(took, 1'000) << "it is a tenth of that; a machine may be slow";
        EXPECT_EQ(density.codes, 1'000'000 - 256);
    }
}

TEST(PlaneDensityOfCodes, IsGivenUpWhenAsked) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(densityOnPlane(drawnCodes(1'000, 2), PlaneBasis::ofAxes(2, 0, 1), kDensityGrid, 1, stop.get_token()),
                 Cancelled);
}

}  // namespace
}  // namespace zscape
