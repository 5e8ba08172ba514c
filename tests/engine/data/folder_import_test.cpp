#include "engine/data/import.h"

#include "engine/core/paths.h"
#include "engine/data/folder_walk.h"
#include "engine/data/natural_order.h"
#include "engine/data/picture_source.h"
#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/temporary_folder.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <map>
#include <mutex>
#include <set>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

Bytes npyOfFloats() {
    const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";
    Bytes bytes{0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, static_cast<uint8_t>(header.size()), 0};
    bytes.insert(bytes.end(), header.begin(), header.end());
    bytes.insert(bytes.end(), 16, 0);
    return bytes;
}

class FolderImport : public testing::Test {
protected:
    FolderImport() { fs::create_directories(images()); }

    fs::path images() const { return folder_ / "images"; }
    /// A plain picture of one colour, told apart by it.
    void add(const std::string& name, int value = 100, int size = 20) {
        writeBytes(images() / name, encoded(cv::Mat(size, size, CV_8UC3, cv::Scalar(value, value, value)), ".png"));
    }
    std::shared_ptr<const ImageSet> open(ImportRequest request, std::stop_token stop = {}) {
        ImportOptions options;
        options.cacheFolder = folder_ / "cache";
        options.threads = 3;
        return importImages(request, options, stop);
    }
    std::shared_ptr<const ImageSet> open() { return open({{images().string()}, {}}); }
    std::vector<std::string> names(const ImageSet& set) {
        std::vector<std::string> result;
        for (int64_t i = 0; i < set.count(); ++i) result.push_back(set.nameOf(i));
        return result;
    }

    TemporaryFolder folder_;
};

TEST_F(FolderImport, NamesAreBytesAndComeInNaturalOrder) {
    const std::vector<std::string> given{"img 10.png",    "img 2.png",   "图像.png",  "\xF0\x9F\x98\x80.png",
                                         "new\nline.png", "caf\xE9.png", "IMG 3.PNG", "'quote\".png"};
    for (size_t i = 0; i < given.size(); ++i) add(given[i], static_cast<int>(20 * i));
    const auto set = open();
    ASSERT_EQ(set->count(), 8);
    EXPECT_EQ(set->found(), 8);
    std::set<std::string> files;
    for (int64_t i = 0; i < set->count(); ++i) {
        const fs::path file = set->fileOf(i);
        EXPECT_TRUE(fs::exists(file)) << i;
        const auto index = std::find(given.begin(), given.end(), file.filename().string()) - given.begin();
        EXPECT_EQ(set->picture(i).pixels[0], 20 * index) << "pixels of " << file;
        EXPECT_EQ(set->nameOf(i), validUtf8(set->nameOf(i)));
        files.insert(file.string());
    }
    EXPECT_EQ(files.size(), 8u);
    const auto shown = names(*set);
    EXPECT_EQ(std::count(shown.begin(), shown.end(), "new\xE2\x90\xA4line.png"), 1);
    EXPECT_EQ(std::count(shown.begin(), shown.end(), "caf\xEF\xBF\xBD.png"), 1);
    const auto place = [&](const char* name) { return std::find(shown.begin(), shown.end(), name) - shown.begin(); };
    EXPECT_LT(place("img 2.png"), place("IMG 3.PNG"));
    EXPECT_LT(place("IMG 3.PNG"), place("img 10.png"));
}

TEST_F(FolderImport, SubFoldersAreLabels) {
    add("class 10/deep/down/a.png");
    add("class 2/b.png");
    add("top.png");
    const auto set = open();
    EXPECT_EQ(set->labelNames(), (std::vector<std::string>{"class 2", "class 10"}));
    for (int64_t i = 0; i < set->count(); ++i) {
        const std::string name = set->nameOf(i);
        const int expected = name == "top.png" ? -1 : name.starts_with("class 2") ? 0 : 1;
        EXPECT_EQ(set->labelOf(i), expected) << name;
    }
}

TEST_F(FolderImport, SeveralFoldersAreOneSetWithALabelEach) {
    add("cats/1.png", 10);
    add("dogs/1.png", 20);
    const auto set = open({{(images() / "dogs").string() + "/", (images() / "cats").string()}, {}});
    ASSERT_EQ(set->count(), 2);
    EXPECT_EQ(set->labelNames(), (std::vector<std::string>{"cats", "dogs"}));
    EXPECT_EQ(set->nameOf(0), "cats/1.png");
    EXPECT_EQ(set->fileOf(0), images() / "cats" / "1.png");
    EXPECT_EQ(set->picture(1).pixels[0], 20);
}

TEST_F(FolderImport, SingleFilesAreASet) {
    add("a.png", 10);
    add("b.png", 20);
    add("c.png", 30);
    const auto set =
        open({{(images() / "c.png").string(), (images() / "a.png").string(), (images() / "a.png").string()}, {}});
    ASSERT_EQ(set->count(), 2);
    EXPECT_EQ(set->nameOf(1), "c.png");
    EXPECT_EQ(set->fileOf(1), images() / "c.png");
    EXPECT_EQ(set->picture(1).pixels[0], 30);
    EXPECT_EQ(set->labelOf(0), -1);
}

TEST_F(FolderImport, WhatCannotBeReadIsListedWithItsReason) {
    add("good.png");
    writeBytes(images() / "text.png", {'n', 'o', ' ', 'i', 'm', 'a', 'g', 'e'});
    writeBytes(images() / "empty.jpg", {});
    writeBytes(images() / "photo.psd", {0, 0, 0, 24, 'f', 't', 'y', 'p'});
    writeBytes(images() / "notes.txt", {'h', 'e', 'l', 'l', 'o'});
    Bytes cut = encoded(quarters(), ".png");
    cut.resize(cut.size() / 2);
    writeBytes(images() / "cut.png", cut);
    fs::create_symlink("nowhere.png", images() / "link.png");
    const auto set = open();
    EXPECT_EQ(set->count(), 1);
    EXPECT_EQ(set->found(), 6) << "the text file is no image and was not called one";
    ASSERT_EQ(set->unreadable().size(), 5u);
    for (const UnreadableFile& file : set->unreadable()) {
        EXPECT_TRUE(file.file.is_absolute()) << file.file;
        EXPECT_NE(file.reason.sentence().find(file.file.filename().string()), std::string::npos)
            << file.reason.sentence();
    }
}

TEST_F(FolderImport, ImagesWithoutAnImagesNameAreFound) {
    writeBytes(images() / "0a1b2c", encoded(quarters(), ".png"));
    writeBytes(images() / "misnamed.jpg", encoded(quarters(), ".png"));
    writeBytes(images() / "LICENSE", {'t', 'e', 'x', 't'});
    const auto set = open();
    EXPECT_EQ(set->count(), 2);
    EXPECT_TRUE(set->unreadable().empty());
}

TEST_F(FolderImport, LinksAreNotFollowedTwice) {
    add("a/1.png");
    add("a/2.png");
    fs::create_directory_symlink("..", images() / "a" / "loop");
    fs::create_directory_symlink("a", images() / "again");
    fs::create_symlink("a/1.png", images() / "same.png");
    TemporaryFolder outside;
    writeBytes(outside / "elsewhere.png", encoded(quarters(), ".png"));
    fs::create_directory_symlink(outside.path(), images() / "outside");
    const auto set = open();
    EXPECT_EQ(names(*set), (std::vector<std::string>{"a/1.png", "a/2.png", "outside/elsewhere.png"}));
}

TEST_F(FolderImport, HiddenFilesAndProjectsAreLeftOut) {
    add("seen.png");
    add(".hidden.png");
    add(".thumbnails/x.png");
    add("run.zscape/sample.png");
    EXPECT_EQ(open()->count(), 1);
}

TEST_F(FolderImport, EmptyFoldersAndOthersGetASentence) {
    EXPECT_EQ(errorCode([&] { open(); }), "data.no-images");
    writeBytes(images() / "a.txt", {'x'});
    EXPECT_EQ(errorCode([&] { open(); }), "data.no-images");
    writeBytes(images() / "a.png", {'x'});
    EXPECT_EQ(errorCode([&] { open(); }), "data.no-images");
    EXPECT_EQ(errorCode([&] { open({{(folder_ / "absent").string()}, {}}); }), "file.missing");
    EXPECT_EQ(errorCode([&] { open({{}, {}}); }), "data.no-source");
    EXPECT_EQ(errorCode([&] { open({{"sample:digit"}, {}}); }), "data.sample");
    EXPECT_EQ(errorCode([&] { open({{(images() / "a.txt").string()}, {}}); }), "data.no-images");
    ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(errorCode([&] { open({{(folder_ / "pipe").string()}, {}}); }), "file.kind");
}

TEST_F(FolderImport, FoldersWithoutPermissionAreToldApart) {
    add("open/1.png");
    add("closed/2.png");
    ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
    fs::create_directories(folder_ / "cache");
    ASSERT_EQ(::chmod((folder_ / "cache").c_str(), 0777), 0);
    ASSERT_EQ(::chmod((images() / "closed").c_str(), 0000), 0);
    // The super-user may read everything: be nobody for a moment.
    const bool isRoot = ::geteuid() == 0;
    if (isRoot) {
        ASSERT_EQ(::seteuid(65534), 0);
    }
    std::shared_ptr<const ImageSet> set;
    std::string whole;
    try {
        set = open();
        whole = errorCode([&] { open({{(images() / "closed").string()}, {}}); });
    } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
    }
    if (isRoot) {
        ASSERT_EQ(::seteuid(0), 0);
    }
    ::chmod((images() / "closed").c_str(), 0755);
    ASSERT_TRUE(set);
    EXPECT_EQ(set->count(), 1);
    ASSERT_EQ(set->unreadable().size(), 1u);
    EXPECT_EQ(set->unreadable()[0].reason.code, "file.permission");
    EXPECT_EQ(whole, "file.permission");
}

TEST_F(FolderImport, WhatTheSystemShowsOfItselfIsNeverWalked) {
    add("1.png");
    fs::create_directory_symlink("/proc", images() / "processes");
    fs::create_directory_symlink("/sys", images() / "system");
    fs::create_directory_symlink("/dev", images() / "devices");
    fs::create_symlink("/proc/self/status", images() / "status.png");
    fs::create_symlink("/proc/self/mem", images() / "memory");
    const auto set = open();
    EXPECT_EQ(names(*set), (std::vector<std::string>{"1.png"}));
    ASSERT_EQ(set->unreadable().size(), 1u);
    EXPECT_EQ(set->unreadable()[0].file, images() / "status.png");
    EXPECT_EQ(set->unreadable()[0].reason.code, "file.kind");
    for (const char* place : {"/proc", "/proc/self", "/sys", "/dev"})
        EXPECT_EQ(errorCode([&] { open({{place}, {}}); }), "file.system") << place;
    EXPECT_EQ(errorCode([&] { open({{"/proc/self/status"}, {}}); }), "file.kind");
}

TEST_F(FolderImport, LookingForImagesStopsWhenAsked) {
    for (int i = 0; i < 20; ++i) fs::create_directories(images() / std::to_string(i) / "empty");
    std::stop_source stop;
    add("no ending");
    const auto unnamed = openSources({{images().string()}, {}}, -1, {}, stop.get_token());
    add("1.png");
    const auto named = openSources({{images().string()}, {}}, -1, {}, stop.get_token());
    stop.request_stop();
    EXPECT_THROW(walkFolder(images() / "1", -1, {}, stop.get_token()), Cancelled)
        << "folders alone are looked at as well";
    EXPECT_THROW(unnamed->identity(), Cancelled);
    EXPECT_THROW(named->targetFor({}), Cancelled);
    EXPECT_THROW(named->summary(), Cancelled);
}

TEST_F(FolderImport, OneBadNeighbourAmongImagesWithoutAnEnding) {
    for (const char* name : {"0a1b", "2c3d", "below/4e5f"}) add(name);
    writeBytes(images() / "codes.npy", npyOfFloats());
    writeBytes(images() / "scrap", {0, 0, 8, 3, 0, 0});
    writeBytes(images() / "another scrap", {0, 0, 10, 3, 0, 0, 0, 1, 0, 0, 0, 1});
    const auto set = open();
    EXPECT_EQ(names(*set), (std::vector<std::string>{"0a1b", "2c3d", "below/4e5f"}));
    std::map<std::string, std::string> reasons;
    for (const UnreadableFile& file : set->unreadable()) reasons[file.file.filename().string()] = file.reason.code;
    EXPECT_EQ(reasons,
              (std::map<std::string, std::string>{{"codes.npy", "array.shape"}, {"another scrap", "idx.type"}}));
    EXPECT_EQ(set->found(), 5);
    EXPECT_EQ(open()->unreadable().size(), 2u) << "out of the cache as well";
}

TEST_F(FolderImport, AFileWithoutPermissionOrEndingIsListed) {
    for (const char* name : {"0a1b", "2c3d", "below/4e5f", "below/shut", "shut"}) add(name);
    ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
    fs::create_directories(folder_ / "cache");
    ASSERT_EQ(::chmod((folder_ / "cache").c_str(), 0777), 0);
    for (const char* name : {"below/shut", "shut"}) ASSERT_EQ(::chmod((images() / name).c_str(), 0000), 0);
    const bool isRoot = ::geteuid() == 0;
    if (isRoot) {
        ASSERT_EQ(::seteuid(65534), 0);
    }
    std::shared_ptr<const ImageSet> set;
    try {
        set = open();
    } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
    }
    if (isRoot) {
        ASSERT_EQ(::seteuid(0), 0);
    }
    ASSERT_TRUE(set);
    EXPECT_EQ(set->count(), 3);
    ASSERT_EQ(set->unreadable().size(), 2u);
    for (const UnreadableFile& file : set->unreadable()) EXPECT_EQ(file.reason.code, "file.permission") << file.file;
    for (const char* name : {"below/shut", "shut"}) ::chmod((images() / name).c_str(), 0644);
    EXPECT_EQ(open()->count(), 5);
}

TEST_F(FolderImport, ErrorsOfTheSystemAreNoVerdicts) {
    for (int i = 0; i < 600; ++i)
        writeBytes(images() / (std::to_string(i) + ".png"),
                   encoded(cv::Mat(16, 16, CV_8UC1, cv::Scalar(i % 250)), ".png"));
    writeBytes(images() / "damaged.png", {'x'});
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    options.threads = 1;
    options.onImage = [&](int64_t, std::span<const uint8_t>, int, int) {
        const rlimit none{3, before.rlim_max};  // from here on no file can be opened
        ::setrlimit(RLIMIT_NOFILE, &none);
    };
    options.onProgress = [&](const Progress& progress) {
        if (progress.done == progress.total) ::setrlimit(RLIMIT_NOFILE, &before);
    };
    const auto some = importImages({{images().string()}, {}}, options, {});
    ::setrlimit(RLIMIT_NOFILE, &before);
    ASSERT_LT(some->count(), 600);
    ASSERT_GT(some->count(), 0);
    ASSERT_EQ(some->count() + static_cast<int64_t>(some->unreadable().size()), 601);
    EXPECT_EQ(some->unreadable().front().reason.code, "file.read");
    const auto all = open();
    EXPECT_EQ(all->count(), 600) << "what could not be opened then is looked at again";
    ASSERT_EQ(all->unreadable().size(), 1u);
    EXPECT_EQ(all->unreadable().front().reason.code, "image.none");
}

TEST(FileErrors, VerdictsAboutContentAndOthers) {
    for (const char* code :
         {"image.damaged", "image.none", "image.large", "image.kind", "image.header", "file.large", "file.kind"})
        EXPECT_TRUE(isAboutContent(Error(code, ""))) << code;
    for (const int reason : {EIO, ESTALE, EMFILE, ENFILE, ENOMEM, EACCES, ENOENT, ENODEV})
        EXPECT_FALSE(isAboutContent(fileError("/x", reason))) << reason;
}

TEST_F(FolderImport, GuessesSuitTheFiles) {
    for (int i = 0; i < 5; ++i)
        writeBytes(images() / (std::to_string(i) + ".png"), encoded(cv::Mat(28, 28, CV_8UC1, cv::Scalar(i)), ".png"));
    const auto small = open();
    EXPECT_EQ(small->size(), 28);
    EXPECT_EQ(small->channels(), 1);
    for (int i = 0; i < 5; ++i)
        writeBytes(images() / (std::to_string(i) + ".png"), encoded(quarters(640, 480), ".jpg"));
    const auto photos = open();
    EXPECT_EQ(photos->size(), 64);
    EXPECT_EQ(photos->channels(), 3);
    EXPECT_EQ(settingsOf(*photos).fit, Fit::Crop);
    for (int i = 0; i < 5; ++i)
        writeBytes(images() / (std::to_string(i) + ".png"), encoded(quarters(900, 200), ".png"));
    EXPECT_EQ(settingsOf(*open()).fit, Fit::Pad);
    ImportRequest said{{images().string()}, {}};
    said.settings.size = 200;
    said.settings.channels = 1;
    said.settings.guessFit = false;
    said.settings.fit = Fit::Stretch;
    const auto asSaid = open(said);
    EXPECT_EQ(asSaid->size(), 200);
    EXPECT_EQ(asSaid->channels(), 1);
    EXPECT_EQ(settingsOf(*asSaid).fit, Fit::Stretch);
    said.settings.size = 8;
    EXPECT_EQ(errorCode([&] { open(said); }), "setting.value");
    said.settings.size = 64;
    said.settings.channels = 2;
    EXPECT_EQ(errorCode([&] { open(said); }), "setting.value");
}

TEST_F(FolderImport, TheGuessLooksOnUntilItSeesPictures) {
    for (int i = 0; i < 3000; ++i)
        writeBytes(images() / (std::to_string(i) + ".png"), i % 2 == 0 ? Bytes{} : Bytes{'x'});
    for (int i = 0; i < 3; ++i)
        writeBytes(images() / ("good" + std::to_string(i) + ".png"),
                   encoded(cv::Mat(16, 16, CV_8UC1, cv::Scalar(i)), ".png"));
    const auto set = open();
    EXPECT_EQ(set->size(), 16);
    EXPECT_EQ(set->channels(), 1);
    EXPECT_EQ(set->count(), 3);
}

TEST_F(FolderImport, ImagesAreToldInTheirFinalPlaceAndProgressReachesItsEnd) {
    for (int i = 0; i < 600; ++i) {
        if (i % 7 == 3) writeBytes(images() / (std::to_string(i) + ".png"), {'x'});
        else add(std::to_string(i) + ".png", i % 250);
    }
    std::mutex mutex;
    std::map<int64_t, uint8_t> told;  // guarded by mutex
    Progress last;                    // guarded by mutex
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    options.threads = 4;
    options.onImage = [&](int64_t index, std::span<const uint8_t> pixels, int size, int channels) {
        const std::lock_guard lock(mutex);
        EXPECT_EQ(pixels.size(), static_cast<size_t>(size * size * channels));
        EXPECT_TRUE(told.emplace(index, pixels[0]).second);
    };
    options.onProgress = [&](const Progress& progress) {
        const std::lock_guard lock(mutex);
        last = progress;
    };
    const auto set = importImages({{images().string()}, {}}, options, {});
    EXPECT_EQ(set->count() + static_cast<int64_t>(set->unreadable().size()), 600);
    ASSERT_EQ(static_cast<int64_t>(told.size()), set->count());
    for (const auto& [index, value] : told) EXPECT_EQ(set->picture(index).pixels[0], value);
    EXPECT_EQ(last.verb, "Reading images");
    EXPECT_EQ(last.done, 600);
    EXPECT_EQ(last.total, 600);
    EXPECT_EQ(last.secondsLeft, 0);
}

TEST_F(FolderImport, OnePictureByTheSameRule) {
    writeBytes(images() / "a.png", encoded(quarters(90, 60), ".png"));
    const auto set = open();
    const Picture one = readPicture(images() / "a.png", set->size(), set->channels(), settingsOf(*set));
    EXPECT_EQ(one, set->picture(0));
    writeBytes(images() / "b.txt", {'x'});
    EXPECT_EQ(errorCode([&] { readPicture(images() / "b.txt", 32, 3, {}); }), "image.none");
    EXPECT_EQ(errorCode([&] { readPicture(images() / "c.png", 32, 3, {}); }), "file.missing");
}

TEST_F(FolderImport, AQuickLook) {
    for (int i = 0; i < 30; ++i) add((i % 2 ? "cat/" : "dog/") + std::to_string(i) + ".png");
    const SourceSummary whole = inspectSources({images().string()}, 1000, {});
    EXPECT_EQ(whole.kind, SourceSummary::Kind::Images);
    EXPECT_EQ(whole.images, 30);
    EXPECT_TRUE(whole.complete);
    EXPECT_EQ(whole.size, 20);
    EXPECT_EQ(whole.channels, 3);
    EXPECT_EQ(whole.labels, (std::vector<std::string>{"cat", "dog"}));
    const SourceSummary part = inspectSources({images().string()}, 10, {});
    EXPECT_FALSE(part.complete);
    EXPECT_EQ(part.images, 10);
    EXPECT_EQ(inspectSources({"sample:digits"}, 10, {}).images, 70000);
    EXPECT_EQ(inspectSources({"sample:shapes"}, 10, {}).kind, SourceSummary::Kind::Sample);
    EXPECT_EQ(errorCode([&] { inspectSources({"/no/such/folder"}, 10, {}); }), "file.missing");
    writeBytes(folder_ / "text", {'x'});
    EXPECT_EQ(inspectSources({(folder_ / "text").string()}, 10, {}).kind, SourceSummary::Kind::Nothing);
    TemporaryFolder empty;
    EXPECT_EQ(inspectSources({empty.path().string()}, 10, {}).kind, SourceSummary::Kind::Nothing);
    writeBytes(empty / "project.db", {'S'});
    EXPECT_EQ(inspectSources({empty.path().string()}, 10, {}).kind, SourceSummary::Kind::Project);
}

TEST(NaturalOrder, AsPeopleCount) {
    EXPECT_TRUE(naturalLess("2", "10"));
    EXPECT_TRUE(naturalLess("a2b", "a10b"));
    EXPECT_TRUE(naturalLess("a/z", "a b/a"));
    EXPECT_TRUE(naturalLess("Alpha", "beta"));
    EXPECT_TRUE(naturalLess("a", "a1"));
    EXPECT_NE(naturalLess("a01", "a1"), naturalLess("a1", "a01")) << "different names are never equal";
    EXPECT_FALSE(naturalLess("same", "same"));
    EXPECT_TRUE(naturalLess("99999999999999999999999", "100000000000000000000000"));
}

}  // namespace
}  // namespace zscape
