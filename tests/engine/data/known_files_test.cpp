#include "engine/data/known_files.h"

#include "engine/data/content_hash.h"
#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/temporary_folder.h"

#include <atomic>

namespace zscape {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kLooked = 1'000'000 * kSecond;

/// Files of one letter each, whose stamps are what the test says. It counts how many are looked into.
class FewFiles : public PictureSource {
public:
    FewFiles(const fs::path& folder, size_t count) : folder_(folder) {
        for (size_t i = 0; i < count; ++i) {
            listed.push_back(
                {std::to_string(i), 0, SourceFile::Kind::Picture, {1, 5 * kSecond, 6 * kSecond, 100 + i}, {}});
            write(i, 'a');
        }
    }
    void write(size_t file, char content) {
        writeBytes(folder_ / std::to_string(file), {static_cast<uint8_t>(content)});
    }
    /// What an import at `lookedAt` would have written down.
    KnownFiles known(int64_t lookedAt = kLooked) {
        for (SourceFile& file : listed) file.content = contentHash(folder_ / file.name, {});
        KnownFiles files = FileCheck(*this, lookedAt, 1, {}, {}).now();
        for (SourceFile& file : listed) file.content = {};
        return files;
    }
    std::optional<KnownFiles> compare(const KnownFiles& known, int64_t lookedAt = kLooked) {
        lookedInto = 0;
        return FileCheck(*this, lookedAt, 2, {}, {}).compare(known);
    }

    int64_t candidates() const override { return static_cast<int64_t>(listed.size()); }
    Hash128 identity() const override { return {}; }
    std::vector<SourceFile> files() const override { return listed; }
    fs::path pathOfFile(size_t index) const override {
        ++lookedInto;
        return folder_ / listed[index].name;
    }
    Hash128 contents(const std::vector<int64_t>&) const override { return {}; }
    Target targetFor(const ImportSettings&) const override { return {}; }
    FileNumbers numbers() const override { return {}; }
    ValueSample sampleValues(const Target&, const ImportOptions&, SampleFor) const override { return {}; }
    SourceSummary summary() const override { return {}; }
    void prepare(std::stop_token) override {}
    std::vector<cv::Size> sizes(const Target&, const std::stop_token&) const override { return {}; }
    cv::Mat read(int64_t, const Target&, Scratch&) const override { return {}; }
    std::string nameOf(int64_t candidate) const override { return listed[static_cast<size_t>(candidate)].name; }
    std::string title() const override { return "test"; }

    std::vector<SourceFile> listed;
    mutable std::atomic<size_t> lookedInto{0};

private:
    fs::path folder_;
};

class KnownFilesTest : public testing::Test {
protected:
    TemporaryFolder folder_;
};

TEST_F(KnownFilesTest, NothingIsReadWhereStampsAgree) {
    FewFiles files(folder_.path(), 300);
    const KnownFiles known = files.known();
    files.write(7, 'b');  // no stamp tells: it is not looked for
    EXPECT_TRUE(files.compare(known));
    EXPECT_EQ(files.lookedInto, 0u);
}

TEST_F(KnownFilesTest, EachStampIsASuspicionAndTheContentDecides) {
    FewFiles files(folder_.path(), 3);
    const KnownFiles known = files.known();
    const FileStamp before = files.listed[1].stamp;
    for (const FileStamp& stamp :
         {FileStamp{1, before.modifiedNanoseconds + 1, before.changedNanoseconds, before.inode},
          FileStamp{1, before.modifiedNanoseconds, before.changedNanoseconds + 1, before.inode},
          FileStamp{1, before.modifiedNanoseconds, before.changedNanoseconds, before.inode + 1}}) {
        files.listed[1].stamp = stamp;
        files.write(1, 'b');
        EXPECT_FALSE(files.compare(known));
        files.write(1, 'a');
        const auto same = files.compare(known);
        ASSERT_TRUE(same);
        EXPECT_EQ(files.lookedInto, 1u);
        EXPECT_TRUE(files.compare(*same));
        EXPECT_EQ(files.lookedInto, 0u) << "the new stamp is known now";
    }
    files.listed[1].stamp = before;
    files.listed[1].stamp.bytes = 2;
    EXPECT_FALSE(files.compare(known));
    EXPECT_EQ(files.lookedInto, 0u) << "another size is another content";
}

TEST_F(KnownFilesTest, AFileThatHasJustChangedIsLookedIntoOnceMore) {
    FewFiles files(folder_.path(), 3);
    // One of them was written a second before the look.
    files.listed[2].stamp.changedNanoseconds = kLooked - kSecond;
    const KnownFiles known = files.known();
    files.write(2, 'b');
    EXPECT_FALSE(files.compare(known, kLooked + kSecond));
    files.write(2, 'a');
    const auto later = files.compare(known, kLooked + 60 * kSecond);
    ASSERT_TRUE(later);
    EXPECT_EQ(files.lookedInto, 1u);
    EXPECT_TRUE(files.compare(*later, kLooked + 90 * kSecond));
    EXPECT_EQ(files.lookedInto, 0u);
}

TEST_F(KnownFilesTest, WhatComesOrGoesIsAnotherSet) {
    FewFiles files(folder_.path(), 4);
    const KnownFiles known = files.known();
    const SourceFile last = files.listed.back();
    files.listed.pop_back();
    EXPECT_FALSE(files.compare(known));
    files.listed.push_back(last);
    files.listed.push_back({"new", 0, SourceFile::Kind::Picture, last.stamp, {}});
    EXPECT_FALSE(files.compare(known));
    files.listed.back().kind = SourceFile::Kind::Note;
    EXPECT_TRUE(files.compare(known));
}

TEST_F(KnownFilesTest, AFileThatCouldNotBeReadIsTriedAgain) {
    FewFiles files(folder_.path(), 3);
    KnownFiles known = files.known();
    known.files[1].content = {};
    EXPECT_FALSE(files.compare(known)) << "it can be read now";
    for (const char* name : {"0", "1", "2"}) fs::remove(folder_ / name);
    EXPECT_TRUE(files.compare(known)) << "it still cannot, and of the others stamps say enough";
}

TEST_F(KnownFilesTest, InodesThatVaryAreBelievedNoMore) {
    FewFiles files(folder_.path(), 1000);
    const KnownFiles known = files.known();
    const auto mountAnew = [&](uint64_t first) {
        for (size_t i = 0; i < files.listed.size(); ++i) files.listed[i].stamp.inode = first + i;
    };
    mountAnew(5000);
    const auto once = files.compare(known);
    ASSERT_TRUE(once);
    EXPECT_EQ(files.lookedInto, 1000u) << "all contents decide, once";
    EXPECT_TRUE(once->inodesVary);
    mountAnew(9000);
    const auto twice = files.compare(*once);
    ASSERT_TRUE(twice);
    EXPECT_GT(files.lookedInto, 30u);
    EXPECT_LE(files.lookedInto, FileCheck::kSpotChecks) << "a few of them, from then on";
    // Time stamps go on to be believed.
    mountAnew(13000);
    files.listed[500].stamp.changedNanoseconds += 1;
    files.write(500, 'b');
    EXPECT_FALSE(files.compare(*twice));
    // Most files the same: then it is no place of varying inodes, but files that were replaced.
    FewFiles others(folder_ / "others", 10);
    const KnownFiles before = others.known();
    others.listed[3].stamp.inode = 77;
    const auto replaced = others.compare(before);
    ASSERT_TRUE(replaced);
    EXPECT_FALSE(replaced->inodesVary);
}

TEST_F(KnownFilesTest, IsReadBackAndDamageIsNoticed) {
    FewFiles files(folder_.path(), 5);
    KnownFiles known = files.known();
    known.inodesVary = true;
    const fs::path file = folder_ / "x.known";
    writeKnownFiles(file, known);
    const auto read = readKnownFiles(file);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->inodesVary);
    EXPECT_TRUE(files.compare(*read));
    const Bytes good = readBytes(file);
    for (const size_t at : {size_t{0}, size_t{8}, size_t{16}, size_t{60}, good.size() - 1}) {
        Bytes bad = good;
        bad[at] ^= 1;
        writeBytes(file, bad);
        EXPECT_FALSE(readKnownFiles(file)) << at;
    }
    writeBytes(file, Bytes(good.begin(), good.end() - 10));
    EXPECT_FALSE(readKnownFiles(file));
    EXPECT_FALSE(readKnownFiles(folder_ / "none.known"));
}

TEST(ContentHash, OfBytesAndOfAFileAreTheSame) {
    const TemporaryFolder folder;
    for (const size_t size : {size_t{0}, size_t{1}, size_t{1} << 20, (size_t{1} << 20) + 1, (size_t{3} << 20) + 17}) {
        Bytes bytes(size);
        for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i * 31 + i / 1000);
        writeBytes(folder / "file", bytes);
        EXPECT_EQ(contentHash(bytes), contentHash(folder / "file", {})) << size;
        EXPECT_FALSE(contentHash(bytes).isZero());
        if (size == 0) continue;
        const Hash128 before = contentHash(bytes);
        bytes.back() ^= 1;
        EXPECT_NE(contentHash(bytes), before);
    }
    EXPECT_EQ(errorCode([&] { contentHash(folder / "none", {}); }), "file.missing");
}

}  // namespace
}  // namespace zscape
