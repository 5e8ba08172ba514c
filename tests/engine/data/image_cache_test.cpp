#include "engine/data/image_cache.h"

#include "engine/data/import.h"
#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/read_all.h"
#include "tests/engine/data/temporary_folder.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <thread>

namespace zscape {
namespace {

namespace fs = std::filesystem;

class ImageCache : public testing::Test {
protected:
    fs::path images() const { return folder_ / "images"; }
    fs::path cache() const { return folder_ / "cache"; }

    void fill(int count) {
        for (int i = 0; i < count; ++i)
            writeBytes(images() / (std::to_string(i) + ".png"),
                       encoded(cv::Mat(32, 32, CV_8UC3, cv::Scalar(i % 250, 7, 9)), ".png"));
    }
    std::shared_ptr<const ImageSet> open(ImportRequest request, int64_t budget = int64_t{1} << 30) {
        ImportOptions options;
        options.cacheFolder = cache();
        options.cacheBudgetBytes = budget;
        options.onImage = [this](int64_t, std::span<const uint8_t>, int, int) { ++decoded_; };
        decoded_ = 0;
        return importImages(request, options, {});
    }
    std::shared_ptr<const ImageSet> open() { return open({{images().string()}, {}}); }
    std::vector<fs::path> cacheFiles() const {
        std::vector<fs::path> files;
        if (fs::exists(cache() / "images"))
            for (const auto& entry : fs::directory_iterator(cache() / "images"))
                if (entry.path().extension() != kKnownEnding) files.push_back(entry.path());
        return files;
    }

    TemporaryFolder folder_;
    std::atomic<int> decoded_{0};
};

TEST_F(ImageCache, SecondOpeningDecodesNothing) {
    fill(40);
    const auto first = open();
    EXPECT_EQ(decoded_, 40);
    const auto second = open();
    EXPECT_EQ(decoded_, 0);
    EXPECT_EQ(second->fingerprint(), first->fingerprint());
    EXPECT_EQ(second->sources(), std::vector<std::string>{images().string()});
    for (int64_t i = 0; i < 40; ++i) {
        EXPECT_EQ(second->picture(i), first->picture(i));
        EXPECT_EQ(second->nameOf(i), first->nameOf(i));
    }
    EXPECT_EQ(cacheFiles().size(), 1u);
}

TEST_F(ImageCache, AChangedFileOrSettingIsAnotherSet) {
    fill(5);
    const std::string before = open()->fingerprint();
    writeBytes(images() / "3.png", encoded(cv::Mat(33, 33, CV_8UC3, cv::Scalar(1, 2, 3)), ".png"));
    const auto changed = open();
    EXPECT_EQ(decoded_, 5);
    EXPECT_NE(changed->fingerprint(), before);
    ImportRequest grey{{images().string()}, {}};
    grey.settings.channels = 1;
    EXPECT_EQ(open(grey)->channels(), 1);
    EXPECT_EQ(decoded_, 5);
    fs::remove(images() / "4.png");
    EXPECT_EQ(open()->count(), 4);
}

TEST_F(ImageCache, TheUnreadableAreRemembered) {
    fill(3);
    writeBytes(images() / "bad.png", {'x'});
    open();
    const auto again = open();
    EXPECT_EQ(decoded_, 0);
    ASSERT_EQ(again->unreadable().size(), 1u);
    EXPECT_EQ(again->unreadable()[0].file, images() / "bad.png");
    EXPECT_NE(again->unreadable()[0].reason.sentence().find("bad.png"), std::string::npos);
    EXPECT_EQ(again->found(), 4);
}

TEST_F(ImageCache, ADamagedFileIsMadeAgain) {
    fill(10);
    open();
    const fs::path file = cacheFiles().at(0);
    const Bytes good = readBytes(file);
    const auto damages = std::vector<std::function<Bytes(Bytes)>>{[](Bytes bytes) {
                                                                      bytes.resize(bytes.size() - 1);
                                                                      return bytes;
                                                                  },
                                                                  [](Bytes bytes) {
                                                                      bytes.resize(50);
                                                                      return bytes;
                                                                  },
                                                                  [](Bytes) { return Bytes{}; },
                                                                  [](Bytes bytes) {
                                                                      bytes[9] ^= 1;
                                                                      return bytes;
                                                                  },  // the version
                                                                  [](Bytes bytes) {
                                                                      bytes[bytes.size() - 3] ^= 1;
                                                                      return bytes;
                                                                  },  // the table
                                                                  [](Bytes bytes) {
                                                                      bytes[kPixelsOffset] ^= 1;
                                                                      return bytes;
                                                                  },  // the first pixel
                                                                  [](Bytes bytes) {
                                                                      bytes[kPixelsOffset + 4 * 3072 + 77] ^= 128;
                                                                      return bytes;
                                                                  },
                                                                  [](Bytes bytes) {
                                                                      bytes[kPixelsOffset + 10 * 3072 - 1] ^= 4;
                                                                      return bytes;
                                                                  },  // the last
                                                                  [](Bytes bytes) {
                                                                      bytes.push_back(0);
                                                                      return bytes;
                                                                  }};
    const auto tells = [](const ImageSet& set) {
        const auto& remarks = set.importReport().remarks;
        return std::any_of(remarks.begin(), remarks.end(),
                           [](const ErrorInfo& remark) { return remark.code == "cache.damaged"; });
    };
    EXPECT_FALSE(tells(*open()));
    for (size_t i = 0; i < damages.size(); ++i) {
        writeBytes(file, damages[i](good));
        const auto set = open();
        EXPECT_EQ(decoded_, 10) << "damage " << i;
        EXPECT_TRUE(tells(*set)) << "damage " << i;
        EXPECT_EQ(set->count(), 10);
        EXPECT_EQ(set->picture(9).pixels[2], 9) << "damage " << i;
    }
}

TEST_F(ImageCache, AFileThatIsCutOffWhileItIsInUseEndsNobody) {
    fill(200);
    writeBytes(folder_ / "others" / "a.png", encoded(cv::Mat(32, 32, CV_8UC3, cv::Scalar(1, 2, 3)), ".png"));
    const auto others = open({{(folder_ / "others").string()}, {}});
    for (const uintmax_t left :
         {uintmax_t{5000}, uintmax_t{0}, static_cast<uintmax_t>(kPixelsOffset + 200 * 3072 - 1)}) {
        auto set = open();
        EXPECT_TRUE(set->isIntact());
        const auto mine = [&] {
            for (const fs::path& file : cacheFiles())
                if (file.stem().string().ends_with("-" + set->fingerprint().substr(0, 16))) return file;
            return fs::path();
        }();
        fs::resize_file(mine, left);
        EXPECT_FALSE(set->isIntact()) << "before anything is read";
        EXPECT_EQ(errorCode([&] { readAll(*set, 200); }), "cache.cut-off") << "no signal";
        EXPECT_TRUE(set->picture(0).empty()) << "nothing is shown for a picture";
        EXPECT_TRUE(set->picture(199).empty());
        EXPECT_EQ(errorCode([&] { set->requireIntact(); }), "cache.cut-off");
        EXPECT_EQ(set->nameOf(7), "7.png");
        EXPECT_EQ(set->labelOf(150), -1);
        EXPECT_TRUE(others->isIntact());
        EXPECT_EQ(others->picture(0).pixels[0], 3);
        const auto again = open();
        EXPECT_EQ(decoded_, 200);
        EXPECT_TRUE(again->isIntact());
        EXPECT_EQ(again->picture(199).pixels[2], 199);
        EXPECT_FALSE(set->isIntact());
    }
}

TEST_F(ImageCache, ASetThatIsReadFromItsFileIsTheOneThatIsMapped) {
    fill(90);
    const auto set = open();
    const fs::path file = cacheFiles().at(0);
    const auto fromFile = openCachedFile(FileHandle(::open(file.c_str(), O_RDONLY | O_CLOEXEC)), nullptr, nullptr, 0);
    ASSERT_TRUE(fromFile);
    EXPECT_TRUE(set->isInMemory());
    EXPECT_FALSE(fromFile->isInMemory());
    const std::vector<int64_t> indices{3, 4, 5, 89, 0, 5, 5, 6};
    PixelBuffer mapped(*set, 8), read(*fromFile, 8);
    mapped.read(indices);
    read.read(indices);
    EXPECT_TRUE(std::ranges::equal(mapped.rows().pixels, read.rows().pixels));
    for (size_t i = 0; i < indices.size(); ++i) EXPECT_EQ(read.rows().pixels[i * 3072 + 2], indices[i]);
    EXPECT_EQ(fromFile->picture(17), set->picture(17));
    fs::resize_file(file, 5000);
    EXPECT_EQ(errorCode([&] { read.read(indices); }), "cache.cut-off");
    EXPECT_TRUE(fromFile->picture(0).empty());
    fs::resize_file(file, kPixelsOffset + 100 * 3072);
    EXPECT_FALSE(fromFile->isIntact()) << "what was lost is not there again, whatever the file's length";
}

TEST_F(ImageCache, LookingThroughACachedSetCanBeStopped) {
    fill(200);
    open();
    std::stop_source stop;
    ImportOptions options;
    options.cacheFolder = cache();
    options.threads = 1;
    CacheCheck check{1, options.onProgress, stop.get_token()};
    stop.request_stop();
    EXPECT_THROW(openCached(cacheFiles().at(0), nullptr, check), Cancelled);
    EXPECT_EQ(cacheFiles().size(), 1u) << "it stays where it is";
    open();
    EXPECT_EQ(decoded_, 0);
}

TEST_F(ImageCache, RoomIsAskedForWhatMayBeAPicture) {
    writeBytes(folder_ / "others" / "a.png", encoded(cv::Mat(32, 32, CV_8UC3, cv::Scalar(1, 2, 3)), ".png"));
    open({{(folder_ / "others").string()}, {}});
    const fs::path other = cacheFiles().at(0);
    fill(5);
    for (int i = 0; i < 1000; ++i) {
        writeBytes(images() / ("note" + std::to_string(i) + ".txt"), {'x'});
        writeBytes(images() / ("photo" + std::to_string(i) + ".psd"), {'x'});
        writeBytes(images() / ("empty" + std::to_string(i) + ".png"), {});
    }
    const auto set =
        open({{images().string()}, {}}, 100'000);  // 6 pictures of 3 kB each and their tables; 3,000 would be 9 MB
    EXPECT_EQ(set->count(), 5);
    EXPECT_EQ(set->unreadable().size(), 2000u);
    EXPECT_TRUE(fs::exists(other)) << "nothing had to go for files that are no pictures";
}

TEST_F(ImageCache, CancelLeavesNothing) {
    fill(300);
    std::stop_source stop;
    ImportOptions options;
    options.cacheFolder = cache();
    options.threads = 2;
    options.onImage = [&](int64_t, std::span<const uint8_t>, int, int) { stop.request_stop(); };
    EXPECT_THROW(importImages({{images().string()}, {}}, options, stop.get_token()), Cancelled);
    EXPECT_TRUE(cacheFiles().empty());
    EXPECT_THROW(importImages({{images().string()}, {}}, options, stop.get_token()), Cancelled)
        << "asked before it began";
}

TEST_F(ImageCache, CancelAtAnyMomentEndsSoonAndCleanly) {
    fill(60);
    for (int round = 0; round < 40; ++round) {
        std::stop_source stop;
        std::shared_ptr<const ImageSet> set;
        std::thread worker([&] {
            try {
                ImportOptions options;
                options.cacheFolder = cache();
                options.threads = 3;
                set = importImages({{images().string()}, {}}, options, stop.get_token());
            } catch (const Cancelled&) {
                EXPECT_TRUE(cacheFiles().empty());
            }
        });
        const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(150 * round);
        while (std::chrono::steady_clock::now() < until) std::this_thread::yield();
        stop.request_stop();
        worker.join();
        if (set) {
            EXPECT_EQ(set->count(), 60);
        }
        set.reset();
        fs::remove_all(cache());
    }
}

TEST_F(ImageCache, TheBudgetTakesTheOldestAndNeverOneInUse) {
    fill(10);  // 30 kB of pixels each
    const auto request = [&](int size) {
        ImportRequest sized{{images().string()}, {}};
        sized.settings.size = size;
        return sized;
    };
    auto oldest = open(request(32));
    const std::string inUse = oldest->fingerprint();
    const std::string second = open(request(33))->fingerprint();
    const std::string third = open(request(34))->fingerprint();
    EXPECT_EQ(cacheFiles().size(), 3u);
    const auto fileOf = [&](const std::string& fingerprint) {
        for (const fs::path& file : cacheFiles())
            if (file.stem().string().ends_with("-" + fingerprint.substr(0, 16))) return file;
        return fs::path();
    };
    const auto exists = [&](const std::string& fingerprint) { return !fileOf(fingerprint).empty(); };
    // Times as the file system rounds them: make the order plain.
    const auto age = [&](const std::string& fingerprint, int minutes) {
        fs::last_write_time(fileOf(fingerprint), fs::file_time_type::clock::now() - std::chrono::minutes(minutes));
    };
    age(inUse, 30);
    age(second, 10);
    age(third, 20);
    const auto newest = open(request(35), 130'000);
    EXPECT_TRUE(exists(inUse)) << "the oldest is open";
    EXPECT_FALSE(exists(third));
    EXPECT_TRUE(exists(second));
    EXPECT_TRUE(exists(newest->fingerprint()));
    oldest.reset();
    open(request(36), 1);
    EXPECT_FALSE(exists(inUse));
    EXPECT_TRUE(exists(newest->fingerprint())) << "still open";
    for (const auto& entry : fs::directory_iterator(cache() / "images"))
        EXPECT_FALSE(entry.path().filename().string().find(inUse.substr(0, 16)) != std::string::npos)
            << "what is known of its files goes with it";
}

TEST_F(ImageCache, AnUsedSetIsYoungAgain) {
    fill(3);
    const auto set = open();
    const fs::path file = cacheFiles().at(0);
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(24));
    open();
    EXPECT_GT(fs::last_write_time(file), fs::file_time_type::clock::now() - std::chrono::hours(1));
}

TEST_F(ImageCache, WhatAnInterruptedImportLeftIsRemoved) {
    fill(3);
    const fs::path left = cache() / "images" / "0123.zimg.1.0.tmp", young = cache() / "images" / "4567.zimg.1.0.tmp";
    writeBytes(left, Bytes(100));
    fs::last_write_time(left, fs::file_time_type::clock::now() - std::chrono::minutes(5));
    writeBytes(young, Bytes(100));
    open();
    EXPECT_FALSE(fs::exists(left));
    EXPECT_TRUE(fs::exists(young)) << "somebody may just be about to lock it";
}

TEST_F(ImageCache, PixelsStayWhenTheFolderAndTheCacheAreDeleted) {
    fill(20);
    const auto set = open();
    fs::remove_all(images());
    fs::remove_all(cache());
    for (int64_t i = 0; i < set->count(); ++i) EXPECT_EQ(set->picture(i).pixels[1], 7);
}

TEST_F(ImageCache, AFullDiskIsToldAndLeavesNothing) {
    fill(50);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{20'000, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const std::string code = errorCode([&] { open(); });
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_EQ(code, "disk.full");
    EXPECT_TRUE(cacheFiles().empty());
}

TEST_F(ImageCache, ACacheFolderThatCannotBeIsTold) {
    fill(1);
    writeBytes(cache(), {'a', ' ', 'f', 'i', 'l', 'e'});
    EXPECT_EQ(errorCode([&] { open(); }), "cache.write");
}

TEST_F(ImageCache, TwoImportsAtOnce) {
    fill(80);
    std::shared_ptr<const ImageSet> sets[2];
    {
        std::jthread other([&] {
            sets[0] =
                importImages({{images().string()}, {}}, {.cacheFolder = cache(), .onImage = {}, .onProgress = {}}, {});
        });
        sets[1] =
            importImages({{images().string()}, {}}, {.cacheFolder = cache(), .onImage = {}, .onProgress = {}}, {});
    }
    for (const auto& set : sets) {
        ASSERT_TRUE(set);
        EXPECT_EQ(set->count(), 80);
    }
    EXPECT_EQ(cacheFiles().size(), 1u);
}

}  // namespace
}  // namespace zscape
