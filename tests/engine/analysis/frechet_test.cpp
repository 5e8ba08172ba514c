#include "engine/analysis/frechet.h"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

namespace zscape {
namespace {

at::Tensor cloud(int rows, int a, int b, int modulus) {
    at::Tensor points = at::empty({rows, 3}, at::kDouble);
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < 3; ++j) points[i][j] = ((a * i + b * j + i * j) % modulus) * 0.25;
    return points;
}

/// The number is NumPy's and scipy.linalg.sqrtm's,
/// |m - n|^2 + trace(A + B - 2 sqrtm(A B)), on the same clouds.
TEST(Frechet, AgreesWithSciPy) {
    EXPECT_NEAR(frechetDistance(cloud(40, 7, 3, 11), cloud(30, 5, 2, 13)), 0.3059427574208216, 1e-9);
}

TEST(Frechet, IsTheDistanceOfTheMeansOfEqualClouds) {
    const at::Tensor points = cloud(40, 7, 3, 11);
    EXPECT_NEAR(frechetDistance(points, points), 0, 1e-9);
    EXPECT_NEAR(frechetDistance(points, points + 2), 3 * 4, 1e-9);
}

TEST(Frechet, AFlatCloudIsNoTrouble) {
    // Spread along one axis only: sigma 1 against 3 gives (3 - 1)^2.
    at::Tensor line = at::zeros({101, 2}, at::kDouble);
    line.select(1, 0).copy_(at::linspace(-1, 1, 101, at::kDouble));
    line = line / line.select(1, 0).std();
    EXPECT_NEAR(frechetDistance(line, line * 3), 4, 1e-9);
}

}  // namespace
}  // namespace zscape
