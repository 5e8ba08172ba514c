#include "engine/analysis/layout/layout_quality.h"
#include "engine/analysis/layout/tsne.h"
#include "engine/analysis/layout/umap.h"
#include "tests/engine/analysis/layout/clouds.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

/// As many as MNIST has: neighbours are no longer all looked for, grids are large, epochs fewer.
template <class Kind>
double accuracyOfMany() {
    const Cloud cloud = patches(60'000);
    Kind projector(cloud.rows(), {}, axesLayout(cloud.rows(), {}).xy);
    projector.advance({}, projector.total());
    ThreadTeam team(0);
    return neighbourAccuracy(projector.layout().xy, cloud.classes, 10, team).value();
}

TEST(LayoutsSlow, SixtyThousandByTsne) { EXPECT_GT(accuracyOfMany<TsneProjector>(), 0.99); }

/// Patches that cross each other in so bad a start stay torn in places (0.947 were right); of the start 0.526 are.
TEST(LayoutsSlow, SixtyThousandByUmap) { EXPECT_GT(accuracyOfMany<UmapProjector>(), 0.92); }

}  // namespace
}  // namespace zscape
