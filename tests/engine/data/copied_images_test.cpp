#include "engine/data/copied_images.h"

#include "tests/engine/data/import_fixture.h"

#include <numeric>

namespace zscape {
namespace {

namespace fs = std::filesystem;

class CopiedImagesTest : public ImportFixture {
protected:
    CopiedImages copy(const ImageSet& set, const std::vector<int64_t>& images, const std::string& name = "copy",
                      const std::stop_token& stop = {}) {
        return copyImagesTo(folder_ / "into", name, set, images, {}, stop);
    }
    static std::vector<int64_t> all(const ImageSet& set) {
        std::vector<int64_t> images(static_cast<size_t>(set.count()));
        std::iota(images.begin(), images.end(), 0);
        return images;
    }
    /// Names of the files within, sorted.
    static std::vector<std::string> filesIn(const fs::path& folder) {
        std::vector<std::string> names;
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file()) names.push_back(fs::relative(entry.path(), folder).string());
        std::sort(names.begin(), names.end());
        return names;
    }
};

using Names = std::vector<std::string>;

TEST_F(CopiedImagesTest, FilesAreCopiedByteForByteWithTheirFolders) {
    addMany("cats", 3);
    addMany("dogs", 3);
    const auto set = open();
    const CopiedImages copied = copy(*set, {0, 4, 5}, "pets");
    EXPECT_EQ(copied.folder, folder_ / "into" / "pets");
    EXPECT_EQ(copied.files, 3);
    EXPECT_EQ(copied.pictures, 0);
    EXPECT_EQ(filesIn(copied.folder), (Names{"cats/0.png", "dogs/1.png", "dogs/2.png"}));
    for (const std::string& name : filesIn(copied.folder))
        EXPECT_EQ(readBytes(copied.folder / name), readBytes(images() / name)) << name;
    EXPECT_EQ(copy(*set, {1}, "pets").folder, folder_ / "into" / "pets 2") << "the one that is there stays";
    EXPECT_EQ(filesIn(folder_ / "into" / "pets").size(), 3U);
    EXPECT_EQ(copy(*set, {1}, "../../out").folder, folder_ / "into" / "out") << "a name leads nowhere else";
}

TEST_F(CopiedImagesTest, WhatIsNoFileBecomesAPng) {
    ImportSettings settings;
    settings.sampleCount = 8;
    settings.size = 16;
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    const auto set = importImages({{"sample:shapes"}, settings}, options, {});
    const CopiedImages copied = copy(*set, {2, 7});
    EXPECT_EQ(copied.files, 0);
    EXPECT_EQ(copied.pictures, 2);
    ASSERT_EQ(filesIn(copied.folder), (Names{set->nameOf(2) + ".png", set->nameOf(7) + ".png"}));
    const cv::Mat read = cv::imread((copied.folder / (set->nameOf(7) + ".png")).string(), cv::IMREAD_UNCHANGED);
    EXPECT_EQ(read.rows, 16);
}

TEST_F(CopiedImagesTest, AFileThatIsGoneOrACancelLeavesNothingBehind) {
    addMany("cats", 3);
    const auto set = open();
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(copy(*set, all(*set), "copy", stop.get_token()), Cancelled);
    EXPECT_TRUE(filesIn(folder_ / "into").empty());
    fs::remove(images() / "cats" / "2.png");
    EXPECT_EQ(errorCode([&] { copy(*set, all(*set)); }), "copy.missing");
    EXPECT_TRUE(fs::is_empty(folder_ / "into"));
}

}  // namespace
}  // namespace zscape
