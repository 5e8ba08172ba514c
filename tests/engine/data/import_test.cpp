#include "engine/data/import.h"
#include "tests/engine/data/temporary_folder.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(Import, DigitsComeWithTheirOwnSplit) {
    TemporaryFolder folder;
    ImportOptions options;
    options.cacheFolder = folder.path();
    const auto images = importImages({{"sample:digits"}, {}}, options, {});
    EXPECT_EQ(images->count(), 70000);
    EXPECT_EQ(images->size(), 28);
    EXPECT_EQ(images->channels(), 1);
    EXPECT_EQ(images->ownHeldOutBegin(), 60000);
    EXPECT_EQ(images->nameOf(17), "train 17");
    EXPECT_EQ(images->nameOf(69399), "test 9399");
    ASSERT_EQ(images->labelNames().size(), 10u);
    EXPECT_EQ(images->labelOf(0), 5);      // MNIST begins 5 0 4 1 9
    EXPECT_EQ(images->labelOf(60000), 7);  // and its test images 7 2 1 0 4
}

}  // namespace
}  // namespace zscape
