#include "engine/data/import.h"
#include "tests/engine/data/import_fixture.h"

#include <fstream>
#include <zlib.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

class CsvImport : public testing::Test {
protected:
    void write(const std::string& name, const std::string& content) {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name, std::ios::binary) << content;
    }
    std::shared_ptr<const ImageSet> open(const std::string& source, const std::string& range = "auto") {
        ImportSettings settings;
        settings.range = valueRangeFrom(range);
        ImportOptions options;
        options.cacheFolder = folder_ / "cache";
        options.threads = 2;
        return importImages({{(folder_ / source).string()}, settings}, options, {});
    }
    std::string failure(const std::string& source) {
        return errorCode([&] { open(source); });
    }
    static std::string labelOf(const ImageSet& set, int64_t i) {
        return set.labelOf(i) < 0 ? "-" : set.labelNames()[static_cast<size_t>(set.labelOf(i))];
    }
    /// `count` numbers from `first` on, parted by `separator`.
    static std::string numbers(int first, int count, const std::string& separator = ",", int modulus = 256) {
        std::string text;
        for (int i = 0; i < count; ++i) text += (i == 0 ? "" : separator) + std::to_string((first + i) % modulus);
        return text;
    }
    static std::string headings(int count, const std::string& separator = ",") {
        std::string text;
        for (int i = 0; i < count; ++i) text += (i == 0 ? "" : separator) + "pixel" + std::to_string(i);
        return text;
    }

    TemporaryFolder folder_;
};

TEST_F(CsvImport, WithHeadingsAsKaggleHasThem) {
    // A byte order mark, lines as Windows ends them, and the test's without labels.
    write("digits/train.csv", "\xEF\xBB\xBFlabel," + headings(256) + "\r\n7," + numbers(0, 256) + "\r\n3," +
                                  numbers(1, 256) + "\r\n7," + numbers(2, 256) + "\r\n");
    write("digits/test.csv", headings(256) + "\n" + numbers(9, 256) + "\n");
    write("digits/sample_submission.csv", "ImageId,Label\n1,0\n");
    const auto train = open("digits/train.csv");
    ASSERT_EQ(train->count(), 3);
    EXPECT_EQ(train->size(), 16);
    EXPECT_EQ(train->channels(), 1);
    EXPECT_EQ(train->labelNames(), (std::vector<std::string>{"3", "7"}));
    EXPECT_EQ(labelOf(*train, 1), "3");
    for (int i = 0; i < 256; ++i) ASSERT_EQ(train->picture(1).pixels[static_cast<size_t>(i)], (i + 1) % 256);
    EXPECT_EQ(train->nameOf(1), "train 1");
    EXPECT_EQ(settingsOf(*train).range, valueRangeFrom("full"));
    const auto both = open("digits");
    ASSERT_EQ(both->count(), 4);
    EXPECT_EQ(makeSplit(*both, 0.1, 1).heldOut, std::vector<int64_t>{3});
    EXPECT_EQ(both->labelOf(3), -1);
    EXPECT_EQ(both->picture(3).pixels[0], 9);
    EXPECT_EQ(failure("digits/train.csv#letters"), "data.no-set");
    const SourceSummary look = inspectSources({(folder_ / "digits/train.csv").string()}, 10, {});
    EXPECT_EQ(look.images, 3);
    EXPECT_EQ(look.labels, (std::vector<std::string>{"3", "7"}));
}

TEST_F(CsvImport, WithoutHeadingsAsNumPyWritesIt) {
    fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files/mnist_train.csv", folder_ / "mnist_train.csv");
    const auto images = open("mnist_train.csv");
    ASSERT_EQ(images->count(), 3);
    EXPECT_EQ(images->labelNames(), (std::vector<std::string>{"0", "5"}));
    EXPECT_EQ(labelOf(*images, 1), "0");
    for (int picture = 0; picture < 3; ++picture)
        for (int i = 0; i < 256; ++i)
            ASSERT_EQ(images->picture(picture).pixels[static_cast<size_t>(i)], picture * 40 + i / 16 * 8 + i % 16);
    // No label, no newline at the end, and colours: all red, then all green, then all blue.
    write("plain.tsv", numbers(3, 256, "\t"));
    EXPECT_EQ(open("plain.tsv")->picture(0).pixels[5], 8);
    EXPECT_EQ(open("plain.tsv")->labelOf(0), -1);
    std::string planes;
    for (const char* value : {"200,", "100,", "50,"})
        for (int i = 0; i < 256; ++i) planes += value;
    planes.back() = '\n';
    write("colour.csv", planes + planes);
    const auto colour = open("colour.csv");
    ASSERT_EQ(colour->channels(), 3);
    const Picture second = colour->picture(1);
    EXPECT_EQ(Bytes(second.pixels.begin() + 300, second.pixels.begin() + 303), (Bytes{200, 100, 50}));
}

TEST_F(CsvImport, NumbersOfOtherRangesAndLabelsInWords) {
    std::string text = "\"\";\"species\";" + headings(256, ";") + "\n";
    for (int i = 0; i < 3; ++i) {
        text += std::to_string(i) + ";\"" + (i == 1 ? "cat" : "dog, large") + "\"";
        for (int k = 0; k < 256; ++k) text += ";" + std::to_string((i + k) % 256 / 255.0);
        text += "\n";
    }
    write("floats.csv", text);
    const auto images = open("floats.csv");
    ASSERT_EQ(images->count(), 3);
    EXPECT_EQ(images->labelNames(), (std::vector<std::string>{"cat", "dog, large"}));
    EXPECT_EQ(labelOf(*images, 2), "dog, large");
    EXPECT_EQ(settingsOf(*images).range, valueRangeFrom("0..1"));
    for (int k = 0; k < 256; ++k) EXPECT_EQ(images->picture(1).pixels[static_cast<size_t>(k)], (1 + k) % 256);
    // Words that only one of two files has: they mean the same in both.
    write("two/train.csv", "label," + headings(256) + "\nox," + numbers(0, 256) + "\ncat," + numbers(1, 256) + "\n");
    write("two/test.csv", "label," + headings(256) + "\nox," + numbers(2, 256) + "\n");
    const auto two = open("two");
    ASSERT_EQ(two->count(), 3);
    EXPECT_EQ(two->labelNames(), (std::vector<std::string>{"cat", "ox"}));
    EXPECT_EQ(labelOf(*two, 0), "ox");
    EXPECT_EQ(labelOf(*two, 2), "ox");
    write("wide.csv", numbers(0, 256, ",", 4096) + "\n" + numbers(3840, 256, ",", 4096) + "\n");
    const auto wide = open("wide.csv", "0..4080");
    EXPECT_EQ(wide->picture(0).pixels[255], 16);
    EXPECT_EQ(wide->picture(1).pixels[240], 255);
}

TEST_F(CsvImport, InflatesWhatIsCompressed) {
    const std::string text = "label," + headings(256) + "\n4," + numbers(0, 256) + "\n5," + numbers(7, 256) + "\n";
    gzFile gz = gzopen((folder_ / "train.csv.gz").c_str(), "wb");
    ASSERT_NE(gz, nullptr);
    ASSERT_EQ(gzwrite(gz, text.data(), static_cast<unsigned>(text.size())), static_cast<int>(text.size()));
    gzclose(gz);
    const auto images = open("train.csv.gz");
    ASSERT_EQ(images->count(), 2);
    EXPECT_EQ(images->picture(1).pixels[0], 7);
    EXPECT_EQ(labelOf(*images, 1), "5");
}

TEST_F(CsvImport, RowsThatAreNoPicturesAreListedAndTheRestIsKept) {
    write("rows.csv", "label," + headings(256) + "\n1," + numbers(0, 256) + "\n2," + numbers(0, 255) + "\n\n3,x," +
                          numbers(0, 255) + "\n," + numbers(4, 256) + "\n5," + numbers(0, 254) + ",,9\n6," +
                          numbers(6, 200));
    for (int round = 0; round < 2; ++round) {
        const auto images = open("rows.csv");
        ASSERT_EQ(images->count(), 2);
        EXPECT_EQ(labelOf(*images, 0), "1");
        EXPECT_EQ(labelOf(*images, 1), "-") << "nothing stands there";
        EXPECT_EQ(images->picture(1).pixels[0], 4);
        ASSERT_EQ(images->unreadable().size(), 4u);
        EXPECT_EQ(
            images->unreadable()[0].reason.sentence(),
            "Row 3 of " + (folder_ / "rows.csv").string() + " has 256 columns, and not 257. Correct it, or remove it.");
        EXPECT_EQ(images->unreadable()[1].reason.code, "csv.number");
        EXPECT_EQ(images->unreadable()[1].reason.arguments[1], "5");
        EXPECT_EQ(images->unreadable()[1].reason.arguments[3], "x");
        EXPECT_EQ(images->unreadable()[2].reason.arguments[1], "7");
        EXPECT_EQ(images->unreadable()[3].reason.code, "csv.row");
    }
}

TEST_F(CsvImport, AllPixelsInOneCellAndTheSplitBesideThem) {
    // As FER2013 is: 0 to 6, all numbers with blanks between them, and who uses them.
    const auto row = [](int label, int first, const std::string& usage) {
        return std::to_string(label) + "," + numbers(first, 256, " ") + "," + usage + "\n";
    };
    const std::string headed = "emotion,pixels,Usage\n";
    write("fer2013.csv", headed + row(0, 0, "Training") + row(3, 9, "PrivateTest") + row(0, 1, "Training") +
                             row(6, 7, "PublicTest") + row(3, 2, "Training"));
    for (int round = 0; round < 2; ++round) {
        const auto images = open("fer2013.csv");
        ASSERT_EQ(images->count(), 5);
        EXPECT_EQ(images->size(), 16);
        EXPECT_EQ(images->labelNames(), (std::vector<std::string>{"0", "3", "6"}));
        EXPECT_EQ(images->nameOf(2), "train 2");
        EXPECT_EQ(images->nameOf(3), "val 0");
        EXPECT_EQ(images->nameOf(4), "test 0");
        const Split split = makeSplit(*images, 0.1, 1);
        EXPECT_EQ(split.train.size(), 3u);
        EXPECT_EQ(split.heldOut, std::vector<int64_t>{3});
        EXPECT_EQ(split.test, std::vector<int64_t>{4});
        EXPECT_EQ(labelOf(*images, 2), "3");
        EXPECT_EQ(labelOf(*images, 3), "6");
        for (int i = 0; i < 256; ++i) {
            ASSERT_EQ(images->picture(2).pixels[static_cast<size_t>(i)], (2 + i) % 256);
            ASSERT_EQ(images->picture(4).pixels[static_cast<size_t>(i)], (9 + i) % 256);
        }
    }
    // Within quotes, without a split, and with a word for a label; one row that is none.
    write("icml.csv", "class,pixels\n\"happy\",\"" + numbers(5, 256, " ") + "\"\nsad," + numbers(5, 255, " ") +
                          "\nsad," + numbers(6, 256, "  ") + "\nsad,1 2 x " + numbers(6, 253, " ") + "\n");
    const auto words = open("icml.csv");
    ASSERT_EQ(words->count(), 2);
    EXPECT_FALSE(words->hasOwnSplit());
    EXPECT_EQ(words->labelNames(), (std::vector<std::string>{"happy", "sad"}));
    EXPECT_EQ(words->picture(1).pixels[0], 6);
    ASSERT_EQ(words->unreadable().size(), 2u);
    EXPECT_EQ(words->unreadable()[0].reason.sentence(), "Row 3 of " + (folder_ / "icml.csv").string() +
                                                            " has 255 numbers of pixels, and not 256. Correct it, or "
                                                            "remove it.");
    EXPECT_EQ(words->unreadable()[1].reason.code, "csv.number");
    write("odd.csv", "emotion,pixels\n1," + numbers(0, 200, " ") + "\n");
    EXPECT_EQ(failure("odd.csv"), "csv.columns");
    EXPECT_EQ(failure("fer2013.csv#letters"), "data.no-set");
}

TEST_F(CsvImport, OtherTablesAreNoPictures) {
    write("codes.csv", "z0,z1\n0.5,1\n");
    EXPECT_EQ(failure("codes.csv"), "data.no-images");
    write("many.csv", "label," + headings(310) + "\n1," + numbers(0, 310) + "\n");
    EXPECT_EQ(failure("many.csv"), "csv.columns");
    write(
        "words.csv", "label," + headings(256) + "\n1," + numbers(0, 256) + "\n" + [] {
            std::string bad;
            for (int i = 0; i < 10'100; ++i) bad += "word\n";
            return bad;
        }());
    EXPECT_EQ(failure("words.csv"), "csv.rows");
    write("one.csv", "label," + headings(256) + "\n1," + numbers(0, 200) + ",x\n");
    EXPECT_EQ(failure("one.csv"), "csv.columns") << "under 257 headings";
    write("empty.csv", "");
    EXPECT_EQ(failure("empty.csv"), "data.no-images");
}

TEST_F(CsvImport, ATableBesidePicturesIsATable) {
    std::string table = "name,label," + headings(256) + "\n";
    for (int i = 0; i < 4; ++i) {
        writeBytes(folder_ / ("set/" + std::to_string(i) + ".png"), encoded(cv::Mat(16, 16, CV_8UC1, 40 * i), ".png"));
        table += std::to_string(i) + ".png," + (i % 2 == 0 ? "cat" : "dog") + "," + numbers(i, 256) + "\n";
    }
    write("set/train.csv", table);
    const auto images = open("set");
    EXPECT_EQ(images->count(), 4);
    EXPECT_EQ(labelOf(*images, 1), "dog");
}

}  // namespace
}  // namespace zscape
