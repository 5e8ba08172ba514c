#include "engine/session/stored_selections.h"

#include "engine/core/error.h"
#include "tests/engine/code_of.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

/// Names alone.
class NamedSet : public ImageSet {
public:
    explicit NamedSet(std::vector<std::string> names) : names_(std::move(names)) {}
    int64_t count() const override { return std::ssize(names_); }
    int size() const override { return 16; }
    int channels() const override { return 1; }
    void read(std::span<const int64_t>, const PixelRows&) const override {}
    int labelOf(int64_t) const override { return -1; }
    const std::vector<std::string>& labelNames() const override { return none_; }
    std::string nameOf(int64_t index) const override { return names_[static_cast<size_t>(index)]; }
    std::filesystem::path fileOf(int64_t) const override { return {}; }
    int64_t found() const override { return count(); }
    const std::vector<UnreadableFile>& unreadable() const override { return unreadable_; }
    const std::vector<std::string>& sources() const override { return none_; }
    std::string fingerprint() const override { return "names"; }
    const std::vector<std::string>& factorNames() const override { return none_; }
    float factor(int64_t, int) const override { return 0; }

private:
    std::vector<std::string> names_, none_;
    std::vector<UnreadableFile> unreadable_;
};

TEST(StoredSelections, AreFoundAgainByNamesInAnotherOrder) {
    const NamedSet before({"a", "b", "c", "d"}), now({"d", "x", "b"});
    const NamedImages named{{"some", "lasso", {1, 2, 3}}, {"none", "", {}}};
    const StoredSelections stored = storedSelections(named, before);
    EXPECT_EQ(stored[0], (StoredSelection{"some", "lasso", {"b", "c", "d"}}));
    const NamedImages found = namedAmong(stored, now);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0], (NamedImageList{"some", "lasso", {0, 2}, {"c"}}));
    EXPECT_EQ(found[1], (NamedImageList{"none", "", {}, {}}));
    EXPECT_EQ(goneFrom(found), 1);
}

TEST(StoredSelections, WhatIsGoneComesBackWithItsImage) {
    const NamedSet all({"a", "b"}), fewer({"b"});
    const StoredSelections stored = storedSelections(namedAmong({{"both", "", {"a", "b"}}}, fewer), fewer);
    const NamedImages found = namedAmong(stored, all);
    EXPECT_EQ(found[0].images, (std::vector<int64_t>{0, 1}));
    EXPECT_EQ(goneFrom(found), 0);
}

TEST(StoredSelections, ANameThatIsThereTwiceIsThatOfTwoImages) {
    const NamedSet images({"page", "other", "page"});
    EXPECT_EQ(namedAmong({{"one", "", {"page"}}}, images)[0].images, (std::vector<int64_t>{0}));
    const NamedImages three = namedAmong({{"three", "", {"page", "page", "page"}}}, images);
    EXPECT_EQ(three[0].images, (std::vector<int64_t>{0, 2}));
    EXPECT_EQ(three[0].gone, (std::vector<std::string>{"page"}));
}

TEST(StoredSelections, ANumberThatIsNoImagesIsRefused) {
    const NamedSet images({"a"});
    for (const int64_t image : {-1, 1})
        EXPECT_EQ(codeOf([&] { (void)storedSelections({{"bad", "", {image}}}, images); }), "selection.image");
}

}  // namespace
}  // namespace zscape
