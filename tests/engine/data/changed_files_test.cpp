#include "engine/data/import.h"

#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/temporary_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <set>

namespace zscape {
namespace {

namespace fs = std::filesystem;

/// Windows bitmaps: their size says nothing of their colour.
class ChangedFiles : public testing::Test {
protected:
    fs::path images() const { return folder_ / "images"; }

    static Bytes bitmap(int grey) { return encoded(cv::Mat(16, 16, CV_8UC1, cv::Scalar(grey)), ".bmp"); }
    void fill(const fs::path& folder, int count = 6, int grey = 50) {
        for (int i = 0; i < count; ++i) writeBytes(folder / (std::to_string(i) + ".bmp"), bitmap(grey));
    }
    /// As archives unpack that are made to be equal: all times are the same.
    static void setTime(const fs::path& file, int64_t seconds = 315532800) {
        const timespec times[2] = {{seconds, 0}, {seconds, 0}};
        ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
    }
    /// Older than what may still change without a stamp telling: the change time is the kernel's, so that a test has to
    /// wait it out or to say that the look was later. Here what is known is looked at twice: the second time it is
    /// written down for good.
    std::shared_ptr<const ImageSet> open(const std::vector<fs::path>& sources) {
        ImportRequest request;
        for (const fs::path& source : sources) request.sources.push_back(source.string());
        ImportOptions options;
        options.cacheFolder = folder_ / "cache";
        options.onImage = [this](int64_t, std::span<const uint8_t>, int, int) { ++decoded_; };
        decoded_ = 0;
        return importImages(request, options, {});
    }
    std::shared_ptr<const ImageSet> open() { return open({images()}); }

    TemporaryFolder folder_;
    std::atomic<int> decoded_{0};
};

TEST_F(ChangedFiles, WrittenAgainAtOnceWithTheSameSizeAndTime) {
    fill(images());
    for (int i = 0; i < 6; ++i) setTime(images() / (std::to_string(i) + ".bmp"));
    const auto before = open();
    EXPECT_EQ(before->picture(3).pixels[0], 50);
    // Into the same file: its inode stays, and its change time may be of the same tick.
    writeBytes(images() / "3.bmp", bitmap(200));
    setTime(images() / "3.bmp");
    const auto after = open();
    EXPECT_EQ(after->picture(3).pixels[0], 200);
    EXPECT_EQ(after->picture(2).pixels[0], 50);
    EXPECT_NE(after->fingerprint(), before->fingerprint());
}

TEST_F(ChangedFiles, ReplacedByAnotherFileOfTheSameSizeAndTime) {
    fill(images());
    fill(folder_ / "new", 6, 200);
    for (const char* place : {"images", "new"})
        for (int i = 0; i < 6; ++i) setTime(folder_ / place / (std::to_string(i) + ".bmp"));
    EXPECT_EQ(open()->picture(0).pixels[0], 50);
    for (int i = 0; i < 6; ++i)
        fs::rename(folder_ / "new" / (std::to_string(i) + ".bmp"), images() / (std::to_string(i) + ".bmp"));
    EXPECT_EQ(open()->picture(0).pixels[0], 200);
    EXPECT_EQ(decoded_, 6);
}

TEST_F(ChangedFiles, TouchedFilesAreTheSame) {
    fill(images());
    const std::string before = open()->fingerprint();
    for (int i = 0; i < 6; ++i) setTime(images() / (std::to_string(i) + ".bmp"), 1000 + i);
    const auto touched = open();
    EXPECT_EQ(decoded_, 0) << "their contents are what they were";
    EXPECT_EQ(touched->fingerprint(), before);
    ASSERT_EQ(::chmod((images() / "1.bmp").c_str(), 0400), 0);
    EXPECT_EQ(open()->fingerprint(), before);
    EXPECT_EQ(decoded_, 0);
}

TEST_F(ChangedFiles, ACopyAndAMovedFolderAreTheSameImagesElsewhere) {
    fill(images());
    writeBytes(images() / "broken.png", {'x'});
    const auto first = open();
    EXPECT_EQ(first->unreadable().size(), 1u);
    fs::copy(images(), folder_ / "copy");
    const auto copy = open({folder_ / "copy"});
    EXPECT_EQ(decoded_, 0);
    EXPECT_EQ(copy->fingerprint(), first->fingerprint());
    EXPECT_EQ(copy->fileOf(2), folder_ / "copy" / "2.bmp");
    EXPECT_EQ(copy->nameOf(2), "2.bmp");
    EXPECT_EQ(copy->sources(), std::vector<std::string>{(folder_ / "copy").string()});
    ASSERT_EQ(copy->unreadable().size(), 1u);
    EXPECT_EQ(copy->unreadable()[0].file, folder_ / "copy" / "broken.png");
    EXPECT_NE(copy->unreadable()[0].reason.sentence().find("copy/broken.png"), std::string::npos)
        << copy->unreadable()[0].reason.sentence();
    fs::rename(images(), folder_ / "elsewhere");
    const auto moved = open({folder_ / "elsewhere"});
    EXPECT_EQ(decoded_, 0);
    EXPECT_EQ(moved->fingerprint(), first->fingerprint());
    EXPECT_EQ(moved->fileOf(0), folder_ / "elsewhere" / "0.bmp");
    EXPECT_EQ(copy->fileOf(2), folder_ / "copy" / "2.bmp") << "the other one stays where it is";
}

TEST_F(ChangedFiles, SetsOfTheSameNamesAndSizesLieSideBySide) {
    fill(folder_ / "train", 6, 50);
    fill(folder_ / "test", 6, 200);
    open({folder_ / "train"});
    EXPECT_EQ(open({folder_ / "test"})->picture(0).pixels[0], 200);
    EXPECT_EQ(decoded_, 6);
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(open({folder_ / "train"})->picture(0).pixels[0], 50);
        EXPECT_EQ(decoded_, 0) << "neither takes the other's place";
        EXPECT_EQ(open({folder_ / "test"})->picture(0).pixels[0], 200);
        EXPECT_EQ(decoded_, 0);
    }
}

TEST_F(ChangedFiles, WhatIsNoPictureMayComeChangeAndGo) {
    fill(images());
    writeBytes(images() / "labels.txt", {'a'});
    const std::string before = open()->fingerprint();
    const auto same = [&](const std::string& what) {
        EXPECT_EQ(open()->fingerprint(), before) << what;
        EXPECT_EQ(decoded_, 0) << what;
    };
    writeBytes(images() / "labels.txt", {'a', 'b'});
    same("a note that was changed");
    writeBytes(images() / "Thumbs.db", Bytes(500, 7));
    same("a Thumbs.db");
    // A project whose folder is called as a person likes.
    writeBytes(images() / "run 1" / "project.db", Bytes(5000, 'S'));
    writeBytes(images() / "run 1" / "checkpoints" / "1" / "100.safetensors", Bytes(9000, 1));
    same("a project among the images");
    fs::remove(images() / "labels.txt");
    same("a note that is gone");
}

TEST_F(ChangedFiles, PicturesWithoutAPicturesNameCount) {
    fill(images(), 3);
    open();
    writeBytes(images() / "scan without ending", bitmap(120));
    const auto more = open();
    EXPECT_EQ(more->count(), 4);
    EXPECT_EQ(open()->count(), 4);
    EXPECT_EQ(decoded_, 0);
    writeBytes(images() / "scan without ending", bitmap(130));
    const auto changed = open();
    EXPECT_EQ(changed->picture(3).pixels[0], 130);
    writeBytes(images() / "scan without ending", {'n', 'o', 't', 'e'});
    EXPECT_EQ(open()->count(), 3);
    fs::remove(images() / "scan without ending");
    EXPECT_EQ(open()->count(), 3);
    EXPECT_EQ(decoded_, 0);
}

TEST_F(ChangedFiles, WhereNoFileIsCalledAPicture) {
    for (int i = 0; i < 4; ++i) writeBytes(images() / ("scan " + std::to_string(i)), bitmap(60));
    writeBytes(images() / "README", {'h', 'i'});
    const std::string before = open()->fingerprint();
    EXPECT_EQ(decoded_, 4);
    writeBytes(images() / "README", {'h', 'o', '!'});
    EXPECT_EQ(open()->fingerprint(), before);
    EXPECT_EQ(decoded_, 0);
    writeBytes(images() / "scan 4", bitmap(60));
    EXPECT_EQ(open()->count(), 5);
}

TEST_F(ChangedFiles, ReadOnceItMayBe) {
    ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
    fill(images(), 3);
    fs::create_directories(folder_ / "cache");
    ASSERT_EQ(::chmod((folder_ / "cache").c_str(), 0777), 0);
    ASSERT_EQ(::chmod((images() / "2.bmp").c_str(), 0000), 0);
    // The super-user may read everything: be nobody for a moment.
    const bool isRoot = ::geteuid() == 0;
    if (isRoot) {
        ASSERT_EQ(::seteuid(65534), 0);
    }
    const auto some = open();
    if (isRoot) {
        ASSERT_EQ(::seteuid(0), 0);
    }
    EXPECT_EQ(some->count(), 2);
    ASSERT_EQ(::chmod((images() / "2.bmp").c_str(), 0644), 0);
    const auto all = open();
    EXPECT_EQ(all->count(), 3) << "what the system refused is no verdict on the file";
    EXPECT_TRUE(all->unreadable().empty());
}

TEST_F(ChangedFiles, TheOrderInWhichFoldersAreChosenSaysNothing) {
    fill(folder_ / "cats", 2, 10);
    fill(folder_ / "dogs", 2, 20);
    const std::string fingerprint = open({folder_ / "dogs", folder_ / "cats"})->fingerprint();
    const auto other = open({folder_ / "cats", folder_ / "dogs"});
    EXPECT_EQ(decoded_, 0);
    EXPECT_EQ(other->fingerprint(), fingerprint);
    EXPECT_EQ(other->fileOf(0), folder_ / "cats" / "0.bmp");
    // Both moved, under another roof.
    fs::create_directory(folder_ / "roof");
    for (const char* name : {"cats", "dogs"}) fs::rename(folder_ / name, folder_ / "roof" / name);
    const auto moved = open({folder_ / "roof" / "cats", folder_ / "roof" / "dogs"});
    EXPECT_EQ(decoded_, 0);
    EXPECT_EQ(moved->fingerprint(), fingerprint);
    EXPECT_EQ(moved->fileOf(3), folder_ / "roof" / "dogs" / "1.bmp");
}

TEST_F(ChangedFiles, AnotherSizeIsAnotherFingerprint) {
    fill(images());
    ImportRequest request{{images().string()}, {}};
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    std::set<std::string> fingerprints;
    for (const int size : {16, 24}) {
        request.settings.size = size;
        fingerprints.insert(importImages(request, options, {})->fingerprint());
    }
    EXPECT_EQ(fingerprints.size(), 2u);
}

TEST_F(ChangedFiles, DecodedPicturesOutliveTheirFiles) {
    fill(images(), 4, 77);
    const std::string fingerprint = open()->fingerprint();
    fs::remove_all(images());
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    const auto left = cachedImages(fingerprint, {}, options);
    ASSERT_TRUE(left);
    EXPECT_EQ(left->count(), 4);
    EXPECT_EQ(left->picture(3).pixels[0], 77);
    EXPECT_EQ(left->nameOf(3), "3.bmp");
    EXPECT_FALSE(cachedImages("", {}, options));
    EXPECT_FALSE(cachedImages(std::string(32, 'a'), {}, options));
}

/// An array's bytes, written over in place, and the same time given back.
class ChangedArrays : public ChangedFiles {
protected:
    void overwrite(const fs::path& file, int64_t fromEnd, size_t count, uint8_t value) {
        Bytes bytes = readBytes(file);
        std::fill_n(bytes.end() - fromEnd, count, value);
        writeBytes(file, bytes);
        setTime(file);
    }
    void write(const std::string& name, Bytes bytes) {
        writeBytes(folder_ / name, bytes);
        setTime(folder_ / name);
    }
    static Bytes npy(int count, uint8_t grey) {
        std::string header =
            "{'descr': '|u1', 'fortran_order': False, 'shape': (" + std::to_string(count) + ", 16, 16), }";
        while ((10 + header.size() + 1) % 64 != 0) header += ' ';
        header += '\n';
        Bytes bytes{0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, static_cast<uint8_t>(header.size()), 0};
        bytes.insert(bytes.end(), header.begin(), header.end());
        bytes.insert(bytes.end(), static_cast<size_t>(count) * 256, grey);
        return bytes;
    }
    static Bytes idx(int count, uint8_t grey) {
        Bytes bytes{0, 0, 8, 3, 0, 0, 0, static_cast<uint8_t>(count), 0, 0, 0, 16, 0, 0, 0, 16};
        bytes.insert(bytes.end(), static_cast<size_t>(count) * 256, grey);
        return bytes;
    }
};

TEST_F(ChangedArrays, NpyIdxAndCifarAreReadAnew) {
    write("a.npy", npy(4, 50));
    write("train-images-idx3-ubyte", idx(4, 50));
    Bytes cifar;
    for (int i = 0; i < 3; ++i) {
        cifar.push_back(static_cast<uint8_t>(i));
        cifar.insert(cifar.end(), 3072, 50);
    }
    write("data_batch_1.bin", cifar);
    for (const std::string name : {"a.npy", "train-images-idx3-ubyte", "data_batch_1.bin"}) {
        const std::string before = open({folder_ / name})->fingerprint();
        open({folder_ / name});
        EXPECT_EQ(decoded_, 0) << name;
        overwrite(folder_ / name, 200, 200, 240);
        const auto after = open({folder_ / name});
        EXPECT_GT(decoded_, 0) << name;
        EXPECT_EQ(after->picture(after->count() - 1).pixels[after->bytesPerImage() - 1], 240) << name;
        EXPECT_NE(after->fingerprint(), before) << name;
    }
}

TEST_F(ChangedArrays, LabelsOfTheSameLengthAreReadAnew) {
    write("train-images-idx3-ubyte", idx(3, 50));
    write("train-labels-idx1-ubyte", {0, 0, 8, 1, 0, 0, 0, 3, 1, 1, 2});
    const auto before = open({folder_ / "train-images-idx3-ubyte"});
    EXPECT_EQ(before->labelNames().at(static_cast<size_t>(before->labelOf(1))), "1");
    overwrite(folder_ / "train-labels-idx1-ubyte", 2, 1, 2);
    const auto after = open({folder_ / "train-images-idx3-ubyte"});
    EXPECT_EQ(after->labelNames().at(static_cast<size_t>(after->labelOf(1))), "2");
    EXPECT_EQ(after->fingerprint(), before->fingerprint()) << "the pixels are the same";
}

TEST_F(ChangedArrays, AnArrayThatMovedIsTheSame) {
    write("a.npy", npy(4, 50));
    const std::string before = open({folder_ / "a.npy"})->fingerprint();
    fs::create_directory(folder_ / "there");
    fs::rename(folder_ / "a.npy", folder_ / "there" / "a.npy");
    EXPECT_EQ(open({folder_ / "there" / "a.npy"})->fingerprint(), before);
    EXPECT_EQ(decoded_, 0);
    fs::rename(folder_ / "there" / "a.npy", folder_ / "b.npy");
    EXPECT_EQ(open({folder_ / "b.npy"})->fingerprint(), before) << "its name says nothing of its pictures";
}

}  // namespace
}  // namespace zscape
