#include "engine/data/array_source.h"
#include "engine/data/several_sets.h"
#include "engine/data/import.h"

#include "tests/engine/data/peak_memory.h"
#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/read_all.h"
#include "tests/engine/data/temporary_folder.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <map>
#include <zlib.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

void appendBig32(Bytes& bytes, int64_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<uint8_t>(value >> shift));
}

Bytes idxImages(int count, int height, int width, int first = 0) {
    Bytes bytes{0, 0, 8, 3};
    for (const int extent : {count, height, width}) appendBig32(bytes, extent);
    for (int i = 0; i < count; ++i)
        bytes.insert(bytes.end(), static_cast<size_t>(height * width), static_cast<uint8_t>(first + i));
    return bytes;
}

Bytes idxLabels(const Bytes& labels) {
    Bytes bytes{0, 0, 8, 1};
    appendBig32(bytes, static_cast<int64_t>(labels.size()));
    bytes.insert(bytes.end(), labels.begin(), labels.end());
    return bytes;
}

void writeGz(const fs::path& file, const Bytes& bytes) {
    gzFile gz = gzopen(file.c_str(), "wb");
    ASSERT_NE(gz, nullptr);
    ASSERT_EQ(gzwrite(gz, bytes.data(), static_cast<unsigned>(bytes.size())), static_cast<int>(bytes.size()));
    gzclose(gz);
}

Bytes npy(const std::string& dictionary, const Bytes& values) {
    std::string header = dictionary;
    while ((10 + header.size() + 1) % 64 != 0) header += ' ';
    header += '\n';
    Bytes bytes{0x93,
                'N',
                'U',
                'M',
                'P',
                'Y',
                1,
                0,
                static_cast<uint8_t>(header.size() & 255),
                static_cast<uint8_t>(header.size() >> 8)};
    bytes.insert(bytes.end(), header.begin(), header.end());
    bytes.insert(bytes.end(), values.begin(), values.end());
    return bytes;
}

Bytes cifar(int count, int labelBytes, int firstLabel) {
    Bytes bytes;
    for (int i = 0; i < count; ++i) {
        for (int k = 0; k < labelBytes; ++k)
            bytes.push_back(static_cast<uint8_t>(k + 1 == labelBytes ? firstLabel + i : 99));
        for (const int value : {10 + i, 100, 200}) bytes.insert(bytes.end(), 1024, static_cast<uint8_t>(value));
    }
    return bytes;
}

class ArrayImport : public testing::Test {
protected:
    std::shared_ptr<const ImageSet> open(const std::vector<std::string>& files, ImportSettings settings = {}) {
        ImportRequest request{{}, settings};
        for (const std::string& file : files)
            request.sources.push_back(file.starts_with("sample:") ? file : (folder_ / file).string());
        ImportOptions options;
        options.cacheFolder = folder_ / "cache";
        return importImages(request, options, {});
    }
    std::string failure(const std::string& file) {
        return errorCode([&] { open({file}); });
    }

    static std::vector<Bytes> pixelsOf(const ImageSet& images) {
        std::vector<Bytes> pixels;
        for (int64_t i = 0; i < images.count(); ++i) pixels.push_back(images.picture(i).pixels);
        return pixels;
    }

    TemporaryFolder folder_;
};

TEST_F(ArrayImport, DigitsComeWithTheirOwnSplit) {
    const auto images = open({"sample:digits"});
    EXPECT_EQ(images->count(), 70000);
    EXPECT_EQ(images->size(), 28);
    EXPECT_EQ(images->channels(), 1);
    EXPECT_EQ(makeSplit(*images, 0, 1).train.size(), 60000u);
    EXPECT_EQ(images->nameOf(17), "train 17");
    EXPECT_EQ(images->nameOf(69399), "test 9399");
    EXPECT_TRUE(images->fileOf(0).empty());
    EXPECT_EQ(images->sources(), std::vector<std::string>{"sample:digits"});
    ASSERT_EQ(images->labelNames().size(), 10u);
    const std::array<int, 5> train{5, 0, 4, 1, 9}, test{7, 2, 1, 0, 4};  // as MNIST begins
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(images->labelOf(i), train[static_cast<size_t>(i)]);
        EXPECT_EQ(images->labelOf(60000 + i), test[static_cast<size_t>(i)]);
    }
    double sum = 0;  // MNIST's well-known mean over the training images, 0.1307
    const PixelBuffer pixels = readAll(*images, 60000);
    for (const uint8_t value : pixels.rows().pixels) sum += value;
    EXPECT_NEAR(sum / (60000.0 * 784 * 255), 0.1307, 0.0001);
    EXPECT_EQ(open({"sample:digits"})->fingerprint(), images->fingerprint());
}

TEST_F(ArrayImport, IdxPlainAndGzipWithLabelsBeside) {
    writeBytes(folder_ / "train-images-idx3-ubyte", idxImages(6, 20, 20));
    writeGz(folder_ / "train-labels-idx1-ubyte.gz", idxLabels({3, 7, 3, 7, 3, 9}));
    writeGz(folder_ / "zipped-images.gz", idxImages(4, 20, 20, 50));
    const auto plain = open({"train-images-idx3-ubyte"});
    ASSERT_EQ(plain->count(), 6);
    EXPECT_EQ(plain->size(), 20);
    EXPECT_EQ(plain->labelNames(), (std::vector<std::string>{"3", "7", "9"}));
    EXPECT_EQ(plain->labelOf(5), 2);
    EXPECT_EQ(plain->picture(5).pixels[399], 5);
    EXPECT_EQ(plain->nameOf(2), "train 2");
    EXPECT_FALSE(plain->hasOwnSplit());
    const auto zipped = open({"zipped-images.gz"});
    EXPECT_EQ(zipped->picture(3).pixels[0], 53);
    EXPECT_EQ(zipped->labelOf(0), -1);
    EXPECT_EQ(zipped->nameOf(0), "image 0");
    // The labels dropped together with their images are taken once.
    EXPECT_EQ(open({"train-labels-idx1-ubyte.gz", "train-images-idx3-ubyte"})->count(), 6);
}

TEST_F(ArrayImport, AFolderOfIdxFilesIsTrainAndTest) {
    fs::create_directories(folder_ / "mnist");
    writeBytes(folder_ / "mnist/t10k-images-idx3-ubyte", idxImages(2, 16, 16, 90));
    writeBytes(folder_ / "mnist/t10k-labels-idx1-ubyte", idxLabels({1, 0}));
    writeGz(folder_ / "mnist/train-images-idx3-ubyte.gz", idxImages(5, 16, 16));
    writeBytes(folder_ / "mnist/train-labels-idx1-ubyte", idxLabels({0, 1, 0, 1, 0}));
    const auto set = open({"mnist"});
    EXPECT_EQ(set->count(), 7);
    EXPECT_EQ(makeSplit(*set, 0, 1).train.size(), 5u);
    EXPECT_EQ(set->nameOf(5), "test 0");
    EXPECT_EQ(set->labelOf(5), 1);
    EXPECT_EQ(set->picture(6).pixels[0], 91);
    EXPECT_EQ(makeSplit(*set, 0.1, 1).heldOut, (std::vector<int64_t>{5, 6}));
    const SourceSummary look = inspectSources({(folder_ / "mnist").string()}, 100, {});
    EXPECT_EQ(look.kind, SourceSummary::Kind::Idx);
    EXPECT_EQ(look.labels, (std::vector<std::string>{"0", "1"}));
}

TEST_F(ArrayImport, TheOneFolderBelowThatHasArraysIsTaken) {
    // As torchvision leaves it: each file with and without .gz, and words beside them.
    const fs::path raw = folder_ / "data/MNIST/raw";
    fs::create_directories(raw);
    for (const auto& [part, count] : {std::pair("train", 5), std::pair("t10k", 2)}) {
        const std::string images = std::string(part) + "-images-idx3-ubyte";
        const std::string labels = std::string(part) + "-labels-idx1-ubyte";
        writeBytes(raw / images, idxImages(count, 16, 16));
        writeGz(raw / (images + ".gz"), idxImages(count, 16, 16));
        writeBytes(raw / labels, idxLabels(std::vector<uint8_t>(static_cast<size_t>(count), 1)));
    }
    writeBytes(folder_ / "data/words.txt", Bytes{'a'});
    for (const char* chosen : {"data", "data/MNIST", "data/MNIST/raw"}) {
        const auto set = open({chosen});
        EXPECT_EQ(set->count(), 7) << chosen;
        EXPECT_EQ(makeSplit(*set, 0.1, 1).heldOut.size(), 2u) << chosen;
        EXPECT_EQ(set->labelNames(), std::vector<std::string>{"1"}) << chosen;
    }
    // A second data set beside it: which one is meant is for a person to say.
    fs::create_directories(folder_ / "data/FashionMNIST");
    fs::rename(raw, folder_ / "data/FashionMNIST/raw");
    EXPECT_EQ(open({"data"})->count(), 7);
    fs::create_directories(raw);
    writeBytes(raw / "train-images-idx3-ubyte", idxImages(3, 16, 16));
    EXPECT_EQ(failure("data"), "data.several");
    EXPECT_EQ(open({"data/MNIST"})->count(), 3);
    EXPECT_EQ(open({"data#MNIST"})->count(), 3) << "no part of FashionMNIST's name";
    EXPECT_EQ(open({"data#fashionmnist"})->count(), 7);
    EXPECT_EQ(failure("data#KMNIST"), "data.no-set");
}

TEST_F(ArrayImport, SetsOfOneFolderAreNeverMixed) {
    fs::create_directories(folder_ / "emnist");
    for (const char* set : {"digits", "letters"})
        for (const char* part : {"train", "test"})
            writeBytes(folder_ / "emnist" / ("emnist-" + std::string(set) + "-" + part + "-images-idx3-ubyte"),
                       idxImages(4, 16, 16));
    EXPECT_EQ(failure("emnist"), "data.several");
    EXPECT_EQ(open({"emnist/emnist-letters-train-images-idx3-ubyte", "emnist/emnist-letters-test-images-idx3-ubyte"})
                  ->count(),
              8);
    const auto letters = open({"emnist#letters"});
    EXPECT_EQ(letters->count(), 8);
    EXPECT_TRUE(letters->hasOwnSplit());
    EXPECT_EQ(letters->sources(), std::vector<std::string>{(folder_ / "emnist#letters").string()});
    try {
        open({"emnist"});
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("images: digits, letters. Say which"), std::string::npos)
            << error.what();
        EXPECT_NE(std::string(error.what()).find("emnist#digits."), std::string::npos) << error.what();
    }
    // A path that exists as it is written is that path.
    const std::vector<std::string> sources{(folder_ / "emnist#emnist-letters").string()};
    const std::optional<SetChoice> choice = open({"emnist#emnist-letters"})->importReport().sets;
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->source, (folder_ / "emnist").string());
    ASSERT_EQ(choice->sets.size(), 2u);
    EXPECT_EQ(choice->sets[0].name, "digits");
    EXPECT_EQ(choice->sets[1].name, "letters");
    EXPECT_EQ(choice->sets[1].images, letters->count());
    EXPECT_EQ(chosenSet(sources, *choice), 1);
    const std::vector<std::string> digits = withSet(sources, *choice, "digits");
    EXPECT_EQ(digits, std::vector<std::string>{(folder_ / "emnist#digits").string()});
    EXPECT_EQ(withSet({choice->source}, *choice, "digits"), digits);
    EXPECT_EQ(chosenSet(digits, *choice), 0);
    EXPECT_EQ(chosenSet({choice->source}, *choice), -1);
    EXPECT_FALSE(open({"emnist/emnist-letters-train-images-idx3-ubyte"})->importReport().sets) << "no set is named";
    // What is wrong with another set is not this one's.
    writeBytes(folder_ / "emnist/emnist-digits-train-labels-idx1-ubyte", idxLabels({1, 2}));
    EXPECT_EQ(failure("emnist"), "idx.labels");
    EXPECT_EQ(failure("emnist#digits"), "idx.labels");
    EXPECT_EQ(open({"emnist#letters"})->count(), 8);
    fs::remove(folder_ / "emnist/emnist-digits-train-labels-idx1-ubyte");
    fs::rename(folder_ / "emnist", folder_ / "emnist#letters");
    EXPECT_EQ(failure("emnist#letters"), "data.several");
    EXPECT_EQ(open({"emnist#letters#digits"})->count(), 8);
    // Numbered parts are one set.
    fs::create_directories(folder_ / "parts");
    for (const char* name : {"part-1-images-idx3-ubyte", "part-2-images-idx3-ubyte"})
        writeBytes(folder_ / "parts" / name, idxImages(4, 16, 16));
    EXPECT_EQ(open({"parts"})->count(), 8);
}

TEST_F(ArrayImport, BadIdxFilesAreTold) {
    writeBytes(folder_ / "a-images-idx3-ubyte", idxImages(6, 20, 20));
    writeBytes(folder_ / "a-labels-idx1-ubyte", idxLabels({1, 2, 3}));
    EXPECT_EQ(failure("a-images-idx3-ubyte"), "idx.labels");
    EXPECT_EQ(failure("a-labels-idx1-ubyte"), "idx.kind");
    Bytes cut = idxImages(6, 20, 20);
    cut.resize(cut.size() - 1);
    writeBytes(folder_ / "cut", cut);
    EXPECT_EQ(failure("cut"), "idx.short");
    writeGz(folder_ / "cut.gz", cut);
    EXPECT_EQ(failure("cut.gz"), "idx.short");
    writeGz(folder_ / "whole.gz", idxImages(200, 30, 30));
    Bytes zipped = readBytes(folder_ / "whole.gz");
    zipped.resize(zipped.size() / 2);
    writeBytes(folder_ / "half.gz", zipped);
    EXPECT_EQ(failure("half.gz"), "idx.short");
    zipped = readBytes(folder_ / "whole.gz");
    for (size_t i = zipped.size() / 3; i < zipped.size() / 2; ++i) zipped[i] = 0xFF;
    writeBytes(folder_ / "damaged.gz", zipped);
    EXPECT_TRUE(failure("damaged.gz").starts_with("idx.")) << failure("damaged.gz");
    Bytes floats = idxImages(6, 20, 20);
    floats[2] = 0x0D;
    writeBytes(folder_ / "floats", floats);
    EXPECT_EQ(failure("floats"), "idx.short") << "a float takes four bytes";
    floats[2] = 0x0A;
    writeBytes(folder_ / "unknown", floats);
    EXPECT_EQ(failure("unknown"), "idx.type");
    Bytes none = idxImages(0, 20, 20);
    writeBytes(folder_ / "none", none);
    EXPECT_EQ(failure("none"), "array.shape");
    // A header that claims a million large pictures must not take their memory.
    Bytes lie{0, 0, 8, 3};
    for (const int64_t extent : {1'000'000, 16000, 16000}) appendBig32(lie, extent);
    writeGz(folder_ / "lie.gz", lie);
    EXPECT_EQ(failure("lie.gz"), "idx.short");
    const auto left =
        fs::exists(folder_ / "cache/images") ? std::distance(fs::directory_iterator(folder_ / "cache/images"), {}) : 0;
    EXPECT_EQ(left, 0);
}

TEST_F(ArrayImport, GzipIsInflatedPieceByPiece) {
    constexpr int kCount = 240;
    writeGz(folder_ / "large-images-idx3-ubyte.gz", idxImages(kCount, 1000, 1000));
    std::shared_ptr<const ImageSet> images;
    const int64_t peak = peakBytes([&] { images = open({"large-images-idx3-ubyte.gz"}); });
    ASSERT_EQ(images->count(), kCount);
    EXPECT_TRUE(images->unreadable().empty());
    for (int i = 0; i < kCount; ++i)
        EXPECT_EQ(images->picture(i).pixels[2000], i) << "the picture of its number, whoever inflated it";
    EXPECT_LT(peak, 96 << 20) << "of 240 MB";
}

TEST_F(ArrayImport, WhatNoOneHasIsRefusedBeforeItIsRead) {
    Bytes many{0, 0, 8, 3};
    for (const int64_t extent : {int64_t{4'000'000'000}, int64_t{1}, int64_t{1}}) appendBig32(many, extent);
    writeBytes(folder_ / "many", many);
    EXPECT_EQ(failure("many"), "image.large");
    writeBytes(folder_ / "large.npy",
               npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 16384, 16384, 4), }", {}));
    EXPECT_EQ(failure("large.npy"), "image.large");
}

TEST_F(ArrayImport, Cifar10FolderWithNames) {
    fs::create_directories(folder_ / "cifar");
    writeBytes(folder_ / "cifar/data_batch_1.bin", cifar(3, 1, 0));
    writeBytes(folder_ / "cifar/data_batch_2.bin", cifar(2, 1, 3));
    writeBytes(folder_ / "cifar/test_batch.bin", cifar(2, 1, 8));
    const std::string meta = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";
    writeBytes(folder_ / "cifar/batches.meta.txt", Bytes(meta.begin(), meta.end()));
    const auto set = open({"cifar"});
    EXPECT_EQ(set->count(), 7);
    EXPECT_EQ(set->size(), 32);
    EXPECT_EQ(set->channels(), 3);
    EXPECT_EQ(makeSplit(*set, 0, 1).train.size(), 5u);
    EXPECT_EQ(set->labelNames().size(), 10u);
    EXPECT_EQ(set->labelNames()[static_cast<size_t>(set->labelOf(3))], "cat");
    EXPECT_EQ(set->nameOf(4), "train 4");
    EXPECT_EQ(set->nameOf(6), "test 1");
    const auto pixel = set->picture(1).pixels;
    EXPECT_EQ((Colour{pixel[0], pixel[1], pixel[2]}), (Colour{11, 100, 200}));
    const SourceSummary look = inspectSources({(folder_ / "cifar").string()}, 100, {});
    EXPECT_EQ(look.kind, SourceSummary::Kind::Cifar);
    EXPECT_EQ(look.images, 7);
    EXPECT_EQ(look.labels.size(), 10u);
}

TEST_F(ArrayImport, Cifar100TakesTheFineLabel) {
    writeBytes(folder_ / "train.bin", cifar(3, 2, 40));
    const auto set = open({"train.bin"});
    EXPECT_EQ(set->labelNames(), (std::vector<std::string>{"40", "41", "42"}));
    EXPECT_EQ(set->picture(2).pixels[0], 12);
    Bytes cut = cifar(3, 1, 0);
    cut.pop_back();
    writeBytes(folder_ / "data_batch_1.bin", cut);
    EXPECT_EQ(failure("data_batch_1.bin"), "data.no-images") << "by its size it is nothing that is known";
}

TEST_F(ArrayImport, NpyOfGreyColourAndAlpha) {
    Bytes values;
    for (int i = 0; i < 2; ++i) values.insert(values.end(), 24 * 24, static_cast<uint8_t>(40 + i));
    writeBytes(folder_ / "grey.npy", npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 24, 24), }", values));
    const auto grey = open({"grey.npy"});
    EXPECT_EQ(grey->count(), 2);
    EXPECT_EQ(grey->channels(), 1);
    EXPECT_EQ(grey->size(), 24);
    EXPECT_EQ(grey->picture(1).pixels[0], 41);
    Bytes colours;
    for (int i = 0; i < 3 * 16 * 16; ++i) colours.insert(colours.end(), {200, 100, 50});
    writeBytes(folder_ / "colour.npy",
               npy("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 16, 16, 3), }", colours));
    const auto colour = open({"colour.npy"});
    EXPECT_EQ(colour->channels(), 3);
    EXPECT_EQ(colour->picture(2).pixels[1], 100);
    Bytes clear;
    for (int i = 0; i < 16 * 16; ++i) clear.insert(clear.end(), {200, 100, 50, 0});
    writeBytes(folder_ / "alpha.npy",
               npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 16, 16, 4), }", clear));
    ImportSettings onGreen;
    onGreen.background = {0, 255, 0};
    EXPECT_EQ(open({"alpha.npy"}, onGreen)->picture(0).pixels[1], 255);
    EXPECT_EQ(inspectSources({(folder_ / "grey.npy").string()}, 10, {}).kind, SourceSummary::Kind::Npy);
}

TEST_F(ArrayImport, NpyWithChannelsFirstRowsOfASquareAndBool) {
    const auto written = [&](const std::string& type, const std::string& shape, const Bytes& values) {
        writeBytes(folder_ / "x.npy",
                   npy("{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }", values));
        return open({"x.npy"});
    };
    Bytes planes;
    for (int i = 0; i < 2; ++i)
        for (const int value : {200 + i, 100 + i, 50 + i})
            planes.insert(planes.end(), 16 * 16, static_cast<uint8_t>(value));
    const auto colour = written("|u1", "2, 3, 16, 16", planes);
    EXPECT_EQ(colour->count(), 2);
    EXPECT_EQ(colour->channels(), 3);
    const Picture second = colour->picture(1);
    EXPECT_EQ(Bytes(second.pixels.begin() + 300, second.pixels.begin() + 303), (Bytes{201, 101, 51}));
    // One grey plane is the same either way.
    EXPECT_EQ(written("|u1", "1, 1, 16, 16", Bytes(256, 7))->picture(0).pixels[255], 7);

    Bytes rows(2 * 28 * 28, 0);
    rows[784 + 28] = 90;  // of the second, the first pixel of its second row
    const auto flat = written("|u1", "2, 784", rows);
    EXPECT_EQ(flat->count(), 2);
    EXPECT_EQ(flat->size(), 28);
    EXPECT_EQ(flat->picture(1).pixels[28], 90);
    EXPECT_EQ(flat->picture(0).pixels[28], 0);

    Bytes bits(16 * 16, 0);
    bits[17] = 1;
    const auto mask = written("|b1", "1, 16, 16", bits);
    EXPECT_EQ(mask->picture(0).pixels[17], 255);
    EXPECT_EQ(mask->picture(0).pixels[16], 0);
}

TEST_F(ArrayImport, NumbersOfAnyTypeAreTheSamePictures) {
    // make_files.py: each value is picture * 40 + row * 8 + column, then scaled as the range here undoes it.
    const std::map<std::string, std::string> rangeOf{
        {"u2_big", "full"},  {"f2", "auto"},           {"f4", "auto"},
        {"i8", "auto"},      {"i2_big", "-500..520"},  {"f8", "-300000..-45000"},
        {"i1", "-100..155"}, {"flat_fortran", "auto"}, {"i4", "-1073741824..-1048241824"}};
    for (const auto& [name, range] : rangeOf) {
        fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / ("numbers_" + name + ".npy"),
                      folder_ / (name + ".npy"));
        ImportSettings settings;
        settings.range = valueRangeFrom(range);
        const auto images = open({name + ".npy"}, settings);
        ASSERT_EQ(images->count(), 3) << name;
        ASSERT_EQ(images->size(), 16) << name;
        ASSERT_EQ(images->channels(), 1) << name;
        for (int picture = 0; picture < 3; ++picture) {
            const Picture read = images->picture(picture);
            for (int y = 0; y < 16; ++y)
                for (int x = 0; x < 16; ++x)
                    ASSERT_EQ(read.pixels[static_cast<size_t>(16 * y + x)], picture * 40 + y * 8 + x) << name;
        }
    }
    EXPECT_EQ(settingsOf(*open({"f4.npy"})).range, valueRangeFrom("0..1"));
    EXPECT_EQ(settingsOf(*open({"i8.npy"})).range, valueRangeFrom("0..255"));
    EXPECT_EQ(settingsOf(*open({"flat_fortran.npy"})).range, valueRangeFrom("full"));
    // From the set's darkest thousandth to its brightest: 768 numbers from -100 to 115, one of them less than a
    // thousandth.
    EXPECT_EQ(settingsOf(*open({"i1.npy"})).range, valueRangeFrom("-99..114"));
}

TEST_F(ArrayImport, FortranOrderIsTheSamePicturesInAnyLayout) {
    const auto opened = [&](const std::string& name) {
        fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name, folder_ / name);
        return open({name});
    };
    const auto grey = opened("long_grey.npy"), colour = opened("long_colour.npy");
    ASSERT_EQ(grey->count(), 3);
    ASSERT_EQ(colour->channels(), 3);
    EXPECT_EQ(pixelsOf(*opened("long_grey_fortran.npy")), pixelsOf(*grey));
    for (const char* name : {"long_colour_fortran.npy", "long_planes_fortran.npy", "long_colour_fortran.npz"})
        EXPECT_EQ(pixelsOf(*opened(name)), pixelsOf(*colour)) << name;
}

TEST_F(ArrayImport, SamplesOfWhatIsGatheredCanBeStopped) {
    for (const char* name : {"long_colour_fortran.npy", "long_grey_fortran.npy"}) {
        fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files" / name, folder_ / name);
        std::stop_source stop;
        const auto source = makeArraySource({openNpy(folder_ / name)}, {}, {}, stop.get_token());
        const Target target = source->targetFor({});
        EXPECT_FALSE(source->sampleValues(target, {}, SampleFor::Showing).isEmpty());
        stop.request_stop();
        EXPECT_THROW(source->sampleValues(target, {}, SampleFor::Showing), Cancelled) << name;
    }
}

TEST_F(ArrayImport, EachPartOfWhatIsGatheredIsLookedAt) {
    writeBytes(folder_ / "train.npy",
               npy("{'descr': '|u1', 'fortran_order': True, 'shape': (4, 16, 16), }", Bytes(size_t{4} * 256, 10)));
    writeBytes(folder_ / "test.npy",
               npy("{'descr': '|u1', 'fortran_order': True, 'shape': (4, 16, 24), }", Bytes(size_t{4} * 384, 200)));
    const auto source = makeArraySource({openNpy(folder_ / "train.npy"), openNpy(folder_ / "test.npy")});
    const ValueSample sample = source->sampleValues(source->targetFor({}), {}, SampleFor::Showing);
    EXPECT_EQ(sample.least(), 10);
    EXPECT_EQ(sample.greatest(), 200);
}

TEST_F(ArrayImport, WhatIsNoNumberBecomesBackgroundAndIsCounted) {
    std::vector<float> values(2 * 256, 0.25F);
    values[0] = 1.0F;
    values[256 + 17] = std::numeric_limits<float>::quiet_NaN();
    values[256 + 18] = std::numeric_limits<float>::infinity();
    Bytes bytes(values.size() * sizeof(float));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    writeBytes(folder_ / "x.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 16, 16), }", bytes));
    for (int round = 0; round < 2; ++round) {
        const auto images = open({"x.npy"});
        EXPECT_EQ(images->picture(0).pixels[0], 255);
        EXPECT_EQ(images->picture(1).pixels[16], 64);
        EXPECT_EQ(images->picture(1).pixels[17], 255) << "white, as the background is";
        EXPECT_EQ(images->picture(1).pixels[18], 255);
        const std::vector<ErrorInfo>& remarks = images->importReport().remarks;
        const auto said = std::find_if(remarks.begin(), remarks.end(),
                                       [](const ErrorInfo& remark) { return remark.code == "values.not-numbers"; });
        ASSERT_NE(said, remarks.end()) << "out of the cache as well";
        EXPECT_EQ(said->arguments, (std::vector<std::string>{"2", "1"}));
    }
}

TEST_F(ArrayImport, LabelsOfQmnistAreTheFirstOfEightNumbers) {
    writeBytes(folder_ / "qmnist-train-images-idx3-ubyte", idxImages(3, 16, 16));
    Bytes labels{0, 0, 0x0C, 2};
    appendBig32(labels, 3);
    appendBig32(labels, 8);
    for (const int label : {5, 300, 5})
        for (int k = 0; k < 8; ++k) appendBig32(labels, k == 0 ? label : 1000 + k);
    writeGz(folder_ / "qmnist-train-labels-idx2-int.gz", labels);
    const auto images = open({"qmnist-train-images-idx3-ubyte"});
    EXPECT_EQ(images->labelNames(), (std::vector<std::string>{"5", "300"}));
    EXPECT_EQ(images->labelOf(1), 1);
    EXPECT_EQ(images->labelOf(2), 0);
}

TEST_F(ArrayImport, NpyThatIsNotSquareIsFitted) {
    Bytes values;
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 32; ++x) values.push_back(x < 8 || x >= 24 ? 200 : 50);
    writeBytes(folder_ / "wide.npy", npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 16, 32), }", values));
    ImportSettings settings;
    settings.size = 16;
    settings.guessFit = false;
    settings.fit = Fit::Crop;
    EXPECT_EQ(open({"wide.npy"}, settings)->picture(0).pixels[0], 50);
    settings.fit = Fit::Stretch;
    EXPECT_EQ(open({"wide.npy"}, settings)->picture(0).pixels[0], 200);
    settings.fit = Fit::Pad;
    settings.background = {9, 9, 9};
    EXPECT_EQ(open({"wide.npy"}, settings)->picture(0).pixels[0], 9);
}

TEST_F(ArrayImport, BadNpyFilesAreTold) {
    const auto fails = [&](const std::string& dictionary, size_t bytes) {
        writeBytes(folder_ / "x.npy", npy(dictionary, Bytes(bytes)));
        return failure("x.npy");
    };
    EXPECT_EQ(fails("{'descr': '<c8', 'fortran_order': False, 'shape': (2, 16, 16), }", 4096), "npy.type");
    EXPECT_EQ(fails("{'descr': '|O', 'fortran_order': False, 'shape': (2, 16, 16), }", 4096), "npy.type");
    EXPECT_EQ(fails("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 16, 16), }", 2047), "npy.short");
    EXPECT_EQ(fails("{'descr': '|u1', 'fortran_order': False, 'shape': (512,), }", 512), "array.shape");
    EXPECT_EQ(fails("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 9, 16, 16), }", 4608), "array.shape");
    EXPECT_EQ(fails("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 5, 7, 16), }", 1120), "array.shape");
    EXPECT_EQ(fails("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 300), }", 600), "array.shape");
    EXPECT_EQ(fails("{'descr': '|u1', 'fortran_order': False, 'shape': (8, 16), }", 128), "array.shape") << "codes";
    EXPECT_EQ(fails("{'descr': '|u1', 'fortran_order': False, 'shape': (0, 16, 16), }", 0), "array.shape");
    EXPECT_EQ(fails("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 16, 16), }", 512), "npy.short");
    writeBytes(folder_ / "x.npy", {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    EXPECT_EQ(failure("x.npy"), "npy.header");
}

TEST_F(ArrayImport, NpzOfSeveralPartsIsOneSetWithItsSplitAndLabels) {
    const fs::path files = fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files";
    for (const char* name : {"keras.npz", "medmnist.npz"}) fs::copy_file(files / name, folder_ / name);
    const auto keras = open({"keras.npz"});
    ASSERT_EQ(keras->count(), 7);
    EXPECT_EQ(keras->channels(), 1);
    EXPECT_EQ(keras->nameOf(0), "train 0");
    EXPECT_EQ(keras->nameOf(5), "test 0");
    EXPECT_EQ(keras->picture(4).pixels[255], 14);
    EXPECT_EQ(keras->picture(6).pixels[0], 51);
    EXPECT_EQ(keras->labelNames(), (std::vector<std::string>{"-1", "0", "3", "300"}));
    EXPECT_EQ(keras->labelOf(3), 0);
    EXPECT_EQ(keras->labelOf(6), 3);
    EXPECT_EQ(makeSplit(*keras, 0.1, 1).heldOut, (std::vector<int64_t>{5, 6}));

    const auto med = open({"medmnist.npz"});
    ASSERT_EQ(med->count(), 7);
    EXPECT_EQ(med->channels(), 3);
    const Picture last = med->picture(3);
    EXPECT_EQ(Bytes(last.pixels.begin(), last.pixels.begin() + 3), (Bytes{13, 113, 213}));
    const Split split = makeSplit(*med, 0.1, 1);
    EXPECT_EQ(split.heldOut, std::vector<int64_t>{4});
    EXPECT_EQ(split.test, (std::vector<int64_t>{5, 6}));
    EXPECT_EQ(med->labelNames(), (std::vector<std::string>{"1", "2"}));
    EXPECT_EQ(med->labelOf(0), 1);
    EXPECT_EQ(med->labelOf(4), 0);
    EXPECT_EQ(med->labelOf(5), -1) << "two columns are not one label each";
    const SourceSummary look = inspectSources({(folder_ / "keras.npz").string()}, 10, {});
    EXPECT_EQ(look.kind, SourceSummary::Kind::Npy);
    EXPECT_EQ(look.labels.size(), 4u);
}

TEST_F(ArrayImport, FactorsOfDspritesAreFactors) {
    fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files/dsprites.npz", folder_ / "dsprites.npz");
    for (int round = 0; round < 2; ++round) {
        const auto images = open({"dsprites.npz"});
        ASSERT_EQ(images->count(), 6);
        EXPECT_EQ(images->factorNames(),
                  (std::vector<std::string>{"color", "shape", "scale", "orientation", "posX", "posY"}));
        EXPECT_EQ(images->factor(2, 3), 15 / 4.0F);
        EXPECT_EQ(images->factor(5, 5), 35 / 4.0F);
        EXPECT_EQ(images->picture(0).pixels[7], 0);
        EXPECT_EQ(images->picture(1).pixels[7], 255) << "of 0 and 1, 1 is white";
    }
}

TEST_F(ArrayImport, BadNpzFilesAreTold) {
    const fs::path files = fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files";
    for (const char* name : {"several.npz", "codes.npz", "keras.npz"}) fs::copy_file(files / name, folder_ / name);
    EXPECT_EQ(failure("several.npz"), "data.several");
    EXPECT_EQ(open({"several.npz#digits"})->count(), 2);
    EXPECT_EQ(open({"several.npz#letters"})->count(), 4);
    EXPECT_EQ(open({"several.npz#letters"})->picture(0).pixels[0], 20);
    EXPECT_NE(open({"several.npz#letters"})->fingerprint(), open({"several.npz#digits"})->fingerprint());
    const std::optional<SetChoice> sets = open({"several.npz#letters"})->importReport().sets;
    ASSERT_TRUE(sets);
    EXPECT_EQ(sets->sets, (std::vector<SetChoice::Set>{{"digits", 2}, {"letters", 4}}));
    EXPECT_FALSE(open({"keras.npz"})->importReport().sets);
    EXPECT_EQ(failure("several.npz#words"), "data.no-set");
    EXPECT_EQ(failure("keras.npz#words"), "data.no-set");
    EXPECT_EQ(failure("none.npz#words"), "file.missing");
    EXPECT_EQ(failure("codes.npz"), "npz.none");
    const Bytes whole = readWhole(folder_ / "keras.npz", 1 << 20);
    writeBytes(folder_ / "keras.npz", Bytes(whole.begin(), whole.begin() + 60));
    EXPECT_EQ(failure("keras.npz"), "archive.damaged");
    // The directory at the end is whole, a picture's bytes are not.
    Bytes flipped = whole;
    flipped[600] ^= 0xFF;
    writeBytes(folder_ / "keras.npz", flipped);
    EXPECT_EQ(failure("keras.npz"), "archive.damaged");
    writeBytes(folder_ / "keras.npz", Bytes{'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    EXPECT_EQ(failure("keras.npz"), "npz.none");
}

TEST_F(ArrayImport, OneBadNeighbourInAFolderIsListed) {
    writeBytes(folder_ / "set" / "grey.npy",
               npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 16, 16), }", Bytes(512)));
    writeBytes(folder_ / "set" / "codes.npy",
               npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 8), }", Bytes(64)));
    for (int round = 0; round < 2; ++round) {
        const auto images = open({"set"});
        EXPECT_EQ(images->count(), 2);
        ASSERT_EQ(images->unreadable().size(), 1u);
        EXPECT_EQ(images->unreadable()[0].file.filename(), "codes.npy");
        EXPECT_EQ(images->unreadable()[0].reason.code, "array.shape");
    }
    fs::remove(folder_ / "set" / "grey.npy");
    try {
        open({"set"});
        ADD_FAILURE() << "there is nothing else";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "data.no-images");
        EXPECT_NE(std::string(error.what()).find("codes.npy has the shape 2 x 8"), std::string::npos) << error.what();
    }
}

TEST_F(ArrayImport, WhatIsCutOffWhileItIsReadIsKeptNowhere) {
    const std::string dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (2000, 16, 16), }";
    writeBytes(folder_ / "many.npy", npy(dictionary, Bytes(size_t{2000} * 256, 5)));
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    options.threads = 1;
    options.onImage = [&](int64_t, std::span<const uint8_t>, int, int) {
        fs::resize_file(folder_ / "many.npy", 200'000);
    };
    EXPECT_EQ(errorCode([&] { importImages({{(folder_ / "many.npy").string()}, {}}, options, {}); }), "file.changed");
    EXPECT_TRUE(fs::is_empty(folder_ / "cache" / "images"));
    writeBytes(folder_ / "many.npy", npy(dictionary, Bytes(size_t{2000} * 256, 5)));
    EXPECT_EQ(open({"many.npy"})->count(), 2000);
}

TEST_F(ArrayImport, ArraysAndImagesAreNotOneSet) {
    writeBytes(folder_ / "grey.npy",
               npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 16, 16), }", Bytes(256)));
    writeBytes(folder_ / "a.png", encoded(quarters(), ".png"));
    EXPECT_EQ(errorCode([&] { open({"grey.npy", "a.png"}); }), "data.mixed");
    EXPECT_EQ(errorCode([&] { open({"sample:digits", "a.png"}); }), "data.mixed");
}

}  // namespace
}  // namespace zscape
