#include "engine/data/import.h"
#include "engine/data/several_sets.h"
#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/temporary_folder.h"

#include <algorithm>
#include <fstream>
#include <map>

namespace zscape {
namespace {

namespace fs = std::filesystem;

/// Files of make_files.py, written by h5py, in a folder where they may be damaged.
class Hdf5Import : public testing::Test {
protected:
    void take(const std::string& name) {
        fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name, folder_ / name,
                      fs::copy_options::overwrite_existing);
    }
    std::shared_ptr<const ImageSet> open(const std::string& source, const std::string& range = "auto",
                                         int threads = 2) {
        ImportSettings settings;
        settings.range = valueRangeFrom(range);
        ImportOptions options;
        options.cacheFolder = folder_ / "cache";
        options.threads = threads;
        return importImages({{(folder_ / source).string()}, settings}, options, {});
    }
    std::string failure(const std::string& source) {
        return errorCode([&] { open(source); });
    }
    std::string sentence(const std::string& source) {
        try {
            open(source);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }
    /// make_files.py: picture * 40 + row * 8 + column.
    static void expectEights(const ImageSet& images, const std::string& name) {
        ASSERT_EQ(images.count(), 3) << name;
        ASSERT_EQ(images.size(), 16) << name;
        ASSERT_EQ(images.channels(), 1) << name;
        for (int picture = 0; picture < 3; ++picture) {
            const Picture read = images.picture(picture);
            for (int y = 0; y < 16; ++y)
                for (int x = 0; x < 16; ++x)
                    ASSERT_EQ(read.pixels[static_cast<size_t>(16 * y + x)], picture * 40 + y * 8 + x)
                        << name << " " << picture << " " << y << " " << x;
        }
    }

    TemporaryFolder folder_;
};

TEST_F(Hdf5Import, NumbersOfAnyTypeAreTheSamePictures) {
    take("types.h5");
    const std::map<std::string, std::string> rangeOf{{"u1", "auto"},     {"u2_big", "full"}, {"f2", "auto"},
                                                     {"f4_big", "auto"}, {"f8", "0..255"},   {"i2_big", "-500..520"},
                                                     {"i8", "0..255"},   {"flat", "auto"}};
    for (const auto& [name, range] : rangeOf) expectEights(*open("types.h5#" + name, range), name);
    EXPECT_EQ(settingsOf(*open("types.h5#f2")).range, valueRangeFrom("0..1"));
    const auto mask = open("types.h5#/mask");
    EXPECT_EQ(mask->picture(0).pixels[0], 0);
    EXPECT_EQ(mask->picture(0).pixels[1], 255);
    const auto planes = open("types.h5#deep/er/planes");
    ASSERT_EQ(planes->channels(), 3);
    const Picture second = planes->picture(1);
    EXPECT_EQ(Bytes(second.pixels.begin() + 3, second.pixels.begin() + 6), (Bytes{41, 214, 20}));
    EXPECT_EQ(planes->nameOf(2), "image 2");
    EXPECT_EQ(planes->sources(), std::vector<std::string>{(folder_ / "types.h5#deep/er/planes").string()});
    EXPECT_NE(open("types.h5#u1")->fingerprint(), open("types.h5#mask")->fingerprint());
}

TEST_F(Hdf5Import, OneOfSeveralIsAskedForByItsPath) {
    take("types.h5");
    EXPECT_EQ(failure("types.h5"), "data.several");
    const std::string said = sentence("types.h5");
    EXPECT_NE(said.find("deep/er/planes (3 x 3 x 16 x 16)"), std::string::npos) << said;
    EXPECT_NE(said.find("f4_big (3 x 16 x 16)"), std::string::npos) << said;
    EXPECT_EQ(said.find("flat"), std::string::npos)
        << "rows of numbers are pictures only where nothing else is: " << said;
    EXPECT_EQ(said.find("deep/up"), std::string::npos) << "what has two names is there once: " << said;
    EXPECT_EQ(failure("types.h5#giraffes"), "data.no-set");
    EXPECT_EQ(failure("types.h5#pair"), "hdf5.type");
    EXPECT_EQ(failure("types.h5#words"), "hdf5.type");
    EXPECT_EQ(failure("types.h5#outside"), "data.no-set") << "links to other files are none of its arrays";
    EXPECT_EQ(failure("types.h5#soft"), "data.no-set");
    EXPECT_EQ(open("types.h5#planes")->channels(), 3) << "a word of its path";
}

TEST_F(Hdf5Import, ChunksOfAnyShapeAndFilterAreTheSamePictures) {
    take("chunks.h5");
    take("latest.h5");
    for (const char* name : {"gzip", "lzf", "plain", "checked"})
        expectEights(*open(std::string("chunks.h5#") + name, "0..255"), name);
    for (const char* name : {"fixed", "growing", "grown", "one"})
        expectEights(*open(std::string("latest.h5#") + name, "0..255"), name);
    const auto odd = open("chunks.h5#odd", "full");
    ASSERT_EQ(odd->size(), 17);
    for (int i = 0; i < 3 * 289; ++i) ASSERT_EQ(odd->picture(i / 289).pixels[static_cast<size_t>(i % 289)], i % 256);
}

TEST_F(Hdf5Import, WhatWasNotWrittenIsTheFillValueOrRefused) {
    take("chunks.h5");
    const auto part = open("chunks.h5#part", "full");
    ASSERT_EQ(part->count(), 3);
    EXPECT_EQ(part->picture(0).pixels[9], 7);
    EXPECT_EQ(part->picture(1).pixels[9], 49);
    EXPECT_EQ(part->picture(2).pixels[255], 7);
    EXPECT_EQ(failure("chunks.h5#never"), "hdf5.short") << "four gigabytes of nothing";
    EXPECT_EQ(failure("chunks.h5#unwritten"), "hdf5.short");
    EXPECT_EQ(failure("chunks.h5#sz"), "hdf5.filter");
    EXPECT_NE(sentence("chunks.h5#sz").find("scale-offset"), std::string::npos);
}

TEST_F(Hdf5Import, AFilterThatIsNotReadIsNamedWithWhatToDo) {
    take("filters.h5");
    for (const auto& [name, filter, what] :
         {std::tuple("szip", "szip", "h5repack"), std::tuple("nbit", "n-bit", "h5repack"),
          std::tuple("blosc", "Blosc", "hdf5plugin"), std::tuple("blosc2", "Blosc2", "hdf5plugin"),
          std::tuple("zstd", "Zstandard", "hdf5plugin"), std::tuple("lz4", "LZ4", "hdf5plugin"),
          std::tuple("bitshuffle", "bitshuffle", "hdf5plugin"), std::tuple("bzip2", "bzip2", "hdf5plugin")}) {
        const std::string source = std::string("filters.h5#") + name;
        EXPECT_EQ(failure(source), "hdf5.filter") << name;
        EXPECT_NE(sentence(source).find(std::string("compressed by ") + filter), std::string::npos) << sentence(source);
        EXPECT_NE(sentence(source).find(what), std::string::npos) << sentence(source);
    }
}

TEST_F(Hdf5Import, PartsNamedByASplitAreOneSetWithTheirLabels) {
    take("split.h5");
    for (const char* source : {"split.h5", "split.h5#images"}) {
        const auto images = open(source);
        ASSERT_EQ(images->count(), 7);
        EXPECT_EQ(images->nameOf(0), "train 0");
        EXPECT_EQ(images->nameOf(6), "test 1");
        EXPECT_EQ(images->picture(6).pixels[0], 51);
        EXPECT_EQ(images->labelNames(), (std::vector<std::string>{"-1", "0", "3", "300"}));
        EXPECT_EQ(images->labelOf(3), 0);
        EXPECT_EQ(images->labelOf(6), 3);
        EXPECT_EQ(makeSplit(*images, 0.1, 1).heldOut, (std::vector<int64_t>{5, 6}));
    }
    EXPECT_EQ(open("split.h5#train/images")->count(), 5);
    const SourceSummary look = inspectSources({(folder_ / "split.h5").string()}, 10, {});
    EXPECT_EQ(look.images, 7);
    EXPECT_EQ(look.labels.size(), 4u);
    // Two files of one folder, told by their own names.
    fs::create_directories(folder_ / "both");
    take("named.h5");
    fs::copy_file(folder_ / "named.h5", folder_ / "both/set_train.h5");
    fs::copy_file(folder_ / "named.h5", folder_ / "both/set_test.h5");
    const auto both = open("both");
    EXPECT_EQ(both->count(), 6);
    EXPECT_EQ(makeSplit(*both, 0.1, 1).heldOut.size(), 3u);
}

TEST_F(Hdf5Import, FactorsAreFactorsWithTheirNames) {
    for (const char* name : {"dsprites.hdf5", "3dshapes.h5", "named.h5"}) take(name);
    for (int round = 0; round < 2; ++round) {
        const auto sprites = open("dsprites.hdf5");
        ASSERT_EQ(sprites->count(), 6);
        EXPECT_EQ(sprites->factorNames(),
                  (std::vector<std::string>{"color", "shape", "scale", "orientation", "posX", "posY"}));
        EXPECT_EQ(sprites->factor(2, 3), 15 / 4.0F);
        EXPECT_EQ(sprites->picture(1).pixels[200], 255) << "of 0 and 1, 1 is white";
        EXPECT_EQ(sprites->picture(4).pixels[200], 0);
    }
    const auto shapes = open("3dshapes.h5");
    ASSERT_EQ(shapes->count(), 4);
    EXPECT_EQ(shapes->factorNames(),
              (std::vector<std::string>{"floor_hue", "wall_hue", "object_hue", "scale", "shape", "orientation"}));
    EXPECT_EQ(shapes->factor(3, 5), 23 / 8.0F);
    EXPECT_TRUE(shapes->labelNames().empty());
    const Picture last = shapes->picture(3);
    EXPECT_EQ(Bytes(last.pixels.end() - 3, last.pixels.end()), (Bytes{13, 113, 213}));
    const auto named = open("named.h5");
    EXPECT_EQ(named->factorNames(), (std::vector<std::string>{"mass", "speed"}));
    EXPECT_EQ(named->factor(1, 0), 2.0F);
}

TEST_F(Hdf5Import, WholeLabelsMayBeFloatingPoint) {
    for (const char* name : {"doubles.h5", "doubles.npz", "fractions.h5", "fractions.npz"}) take(name);
    for (const char* name : {"doubles.h5", "doubles.npz"})
        for (int round = 0; round < 2; ++round) {
            const auto images = open(name);
            ASSERT_EQ(images->count(), 3) << name;
            EXPECT_EQ(images->labelNames(), (std::vector<std::string>{"4", "5"})) << name;
            EXPECT_EQ(images->labelOf(1), 1) << name;
            EXPECT_EQ(images->labelOf(2), -1) << name << ": NaN is none";
        }
    for (const char* name : {"fractions.h5", "fractions.npz"}) {
        const auto images = open(name);
        ASSERT_EQ(images->count(), 3) << name;
        EXPECT_TRUE(images->labelNames().empty()) << name;
        const auto& remarks = images->importReport().remarks;
        EXPECT_TRUE(std::any_of(remarks.begin(), remarks.end(), [](const ErrorInfo& remark) {
            return remark.code == "array.labels";
        })) << name;
    }
}

TEST_F(Hdf5Import, TheOtherSetsAreSaidWithTheOneThatIsNamed) {
    take("types.h5");
    const auto images = open("types.h5#u1");
    ASSERT_TRUE(images->importReport().sets);
    EXPECT_GT(images->importReport().sets->sets.size(), 5u);
    EXPECT_EQ(chosenSet({(folder_ / "types.h5#u1").string()}, *images->importReport().sets),
              chosenSet({(folder_ / "types.h5#/u1").string()}, *images->importReport().sets));
    take("split.h5");
    EXPECT_FALSE(open("split.h5#images")->importReport().sets) << "the only one there";
}

TEST_F(Hdf5Import, MatlabFilesHaveTheirPicturesUpright) {
    take("matlab.mat");
    const auto images = open("matlab.mat");
    ASSERT_EQ(images->count(), 3);
    EXPECT_EQ(images->labelNames(), (std::vector<std::string>{"4", "5"}));
    EXPECT_EQ(images->labelOf(1), 1);
    const auto same = [&] {
        fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files/long_grey.npy", folder_ / "long_grey.npy");
        return open("long_grey.npy");
    }();
    ASSERT_EQ(same->size(), images->size());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(images->picture(i).pixels, same->picture(i).pixels);
    std::ofstream(folder_ / "old.mat") << "MATLAB 5.0 MAT-file, Platform: GLNXA64" << std::string(500, ' ');
    EXPECT_NE(sentence("old.mat").find("-v7.3"), std::string::npos) << sentence("old.mat");
}

TEST_F(Hdf5Import, OtherFilesAreNotReadForIt) {
    take("elsewhere.h5");
    take("types.h5");
    std::ofstream(folder_ / "raw.bin") << std::string(768, 'x');
    EXPECT_EQ(failure("elsewhere.h5#raw"), "hdf5.elsewhere");
    EXPECT_EQ(failure("elsewhere.h5#virtual"), "hdf5.elsewhere");
}

TEST_F(Hdf5Import, DamagedFilesAreTold) {
    take("chunks.h5");
    take("split.h5");
    const Bytes whole = readBytes(folder_ / "split.h5");
    for (const size_t length : {size_t{8}, size_t{100}, whole.size() / 2, whole.size() - 1}) {
        writeBytes(folder_ / "cut.h5", Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
        EXPECT_EQ(failure("cut.h5"), "hdf5.damaged") << length;
    }
    writeBytes(folder_ / "none.h5", Bytes(whole.begin() + 8, whole.end()));
    EXPECT_EQ(failure("none.h5"), "data.no-images") << "nothing says that it is HDF5";
    // The chunk of a picture: its bytes are found by their value and made others.
    Bytes chunks = readBytes(folder_ / "chunks.h5");
    const std::string values = [] {
        std::string row;
        for (int x = 0; x < 16; ++x) row += {static_cast<char>(40 + x), '\0'};
        return row;
    }();
    size_t changed = 0;
    for (auto at = chunks.begin();; ++changed) {
        at = std::search(at, chunks.end(), values.begin(), values.end(),
                         [](uint8_t a, char b) { return a == static_cast<uint8_t>(b); });
        if (at == chunks.end()) break;
        *at ^= 1;
    }
    EXPECT_EQ(changed, 4u) << "of plain and of checked, in two pictures each";
    writeBytes(folder_ / "chunks.h5", chunks);
    EXPECT_EQ(failure("chunks.h5#checked"), "hdf5.damaged");
    EXPECT_EQ(open("chunks.h5#plain", "0..255")->picture(1).pixels[0], 41) << "nothing tells there";
    EXPECT_TRUE(std::none_of(
        fs::directory_iterator(folder_ / "cache/images"), fs::directory_iterator(),
        [](const auto& entry) { return entry.path().filename().string().find("tmp") != std::string::npos; }));
}

TEST_F(Hdf5Import, WhatBringsLibhdf5DownIsOneSentence) {
    // Found by fuzzing: libhdf5 1.10.8 writes and reads beyond its memory over these. Later ones may open them.
    for (const char* name : {"wild_layout.h5", "wild_names.h5", "wild_mapping.h5"}) {
        take(name);
        const std::string code = failure(name);
        EXPECT_TRUE(code.starts_with("hdf5.") || code == "data.several" || code == "none") << name << " " << code;
    }
}

TEST_F(Hdf5Import, CanBeStopped) {
    take("chunks.h5");
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    std::stop_source stop;
    options.onProgress = [&](const Progress&) { stop.request_stop(); };
    EXPECT_THROW(importImages({{(folder_ / "chunks.h5#gzip").string()}, {}}, options, stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace zscape
