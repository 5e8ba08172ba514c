#include "engine/data/arrays.h"
#include "engine/data/import.h"
#include "engine/data/npy_header.h"
#include "engine/data/picture_writers.h"
#include "engine/data/value_file.h"
#include "tests/app/cli_process.h"
#include "tests/engine/data/film_reader.h"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <gif_lib.h>
#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <set>

namespace zscape {
namespace {

/// One trained project for all tests here: it takes a second to make.
class ModelCommands : public testing::Test {
protected:
    static void SetUpTestSuite() {
        cli = new Cli;
        project = cli->trained();
        images = cli->path("images");
    }
    static void TearDownTestSuite() {
        delete cli;
        cli = nullptr;
    }

    static CliResult succeed(const std::vector<std::string>& arguments) {
        CliResult result = cli->run(arguments);
        EXPECT_EQ(result.status, 0) << result.err;
        return result;
    }
    static cv::Size sizeOf(const std::string& name) {
        const cv::Mat picture = cv::imread(cli->path(name), cv::IMREAD_UNCHANGED);
        EXPECT_FALSE(picture.empty()) << name;
        return picture.size();
    }
    static size_t filesIn(const std::string& name) {
        const auto files = std::filesystem::directory_iterator(cli->path(name));
        return static_cast<size_t>(std::distance(begin(files), end(files)));
    }

    static inline Cli* cli = nullptr;
    static inline std::string project;
    static inline std::string images;
};

TEST_F(ModelCommands, EvaluateGivesTheHeldOutLossAndMore) {
    const nlohmann::json line = succeed({"evaluate", project, "--json"}).last("evaluation");
    EXPECT_EQ(line.at("images"), 2);
    EXPECT_EQ(line.at("terms"), succeed({"info", project, "--json"}).last("info").at("heldout"));
    EXPECT_GE(line.at("active_units"), 0);
    EXPECT_GE(line.at("mutual_information"), -0.5);
    EXPECT_FALSE(line.contains("nll"));
    const nlohmann::json all =
        succeed({"evaluate", project, "--data", images, "--nll-samples", "50", "--json"}).last("evaluation");
    EXPECT_EQ(all.at("images"), 24);
    EXPECT_EQ(all.at("kl_per_dimension").size(), 2);
    EXPECT_NEAR(all.at("kl_per_dimension")[0].get<double>() + all.at("kl_per_dimension")[1].get<double>(),
                all.at("terms").at("kl").get<double>(), 1e-3);
    EXPECT_GT(all.at("psnr"), 0.0);
    EXPECT_NEAR(all.at("psnr").get<double>(), -10 * std::log10(all.at("mse").get<double>()), 3);
    EXPECT_GE(all.at("ssim"), -1.0);
    EXPECT_LE(all.at("ssim"), 1.0);
    EXPECT_GT(all.at("label_probe").at("images"), 0);
    EXPECT_FALSE(all.contains("factors")) << "nothing is known of these images";
    EXPECT_EQ(all.at("nll").at("samples"), 50);
    EXPECT_GT(all.at("nll").at("value"), 0.0);
    EXPECT_LT(all.at("nll").at("value"), all.at("terms").at("total").get<double>() + 1)
        << "the bound is tighter with more samples";
}

TEST_F(ModelCommands, CurvesAreATableWithALineAStep) {
    const auto info = succeed({"info", project, "--json"}).last("info");
    succeed({"curves", project, "--out", "curves.csv"});
    std::ifstream stream(cli->path("curves.csv"));
    std::string heading, line, last;
    std::getline(stream, heading);
    EXPECT_TRUE(heading.starts_with("step,epoch,seconds,total,reconstruction,kl,total_smoothed,")) << heading;
    int64_t lines = 0;
    for (; std::getline(stream, line); last = line) ++lines;
    EXPECT_EQ(lines, info.at("steps").get<int64_t>());
    EXPECT_TRUE(last.starts_with(std::to_string(lines) + ","));
    EXPECT_EQ(cli->run({"curves", project, "--out", "curves.txt"}).status, 2);
    EXPECT_EQ(cli->run({"curves", project, "--run", "7", "--out", "curves.csv"}).status, 2);
}

TEST_F(ModelCommands, EncodeWritesArraysAndTables) {
    succeed({"encode", project, "--data", images, "--out", "codes.npy"});
    const FloatMatrix codes = readNpyMatrix(cli->path("codes.npy"));
    EXPECT_EQ(codes.rows, 24);
    EXPECT_EQ(codes.columns, 2);
    succeed({"encode", project, "--data", images, "--out", "codes.csv"});
    std::ifstream table(cli->path("codes.csv"));
    std::string header, first;
    std::getline(table, header);
    std::getline(table, first);
    EXPECT_EQ(header, "name,label,z0,z1");
    EXPECT_TRUE(first.starts_with("across/0.png,across,")) << first;
}

TEST_F(ModelCommands, DecodeDrawsOneAndMany) {
    succeed({"decode", project, "--z", "-0.1,1.2", "--out", "one.png"});
    EXPECT_EQ(sizeOf("one.png"), cv::Size(16, 16));
    succeed({"encode", project, "--data", images, "--out", "z.npy"});
    succeed({"decode", project, "--z-file", "z.npy", "--out", "decoded"});
    EXPECT_EQ(filesIn("decoded"), 24U);
    EXPECT_EQ(sizeOf("decoded/000023.png"), cv::Size(16, 16));
    succeed({"decode", project, "--z-file", "z.npy", "--out", "sheet.png"});
    EXPECT_EQ(sizeOf("sheet.png"), cv::Size(5 * 16 + 4 * 2, 5 * 16 + 4 * 2));
}

TEST_F(ModelCommands, WrongCodesAreSentences) {
    const CliResult three = cli->run({"decode", project, "--z", "1,2,3", "--out", "x.png"});
    EXPECT_EQ(three.status, 1);
    EXPECT_NE(three.err.find("3 numbers"), std::string::npos) << three.err;
    EXPECT_EQ(cli->run({"decode", project, "--z", "1,nan", "--out", "x.png"}).status, 1);
    EXPECT_EQ(cli->run({"decode", project, "--z", "1;2", "--out", "x.png"}).status, 2);
    EXPECT_EQ(cli->run({"decode", project, "--z-file", "none.npy", "--out", "x.png"}).status, 1);
    EXPECT_FALSE(std::filesystem::exists(cli->path("x.png")));
}

TEST_F(ModelCommands, ReconstructWritesAGridOrAFolder) {
    succeed({"reconstruct", project, "--data", images, "--out", "grid.png"});
    EXPECT_EQ(sizeOf("grid.png").width, 7 * 16 + 6 * 2);
    EXPECT_EQ(sizeOf("grid.png").height, 8 * 16 + 7 * 2);
    succeed({"reconstruct", project, "--data", images, "--out", "reconstructed"});
    EXPECT_EQ(filesIn("reconstructed"), 25U) << "24 pictures and index.csv";

    std::ifstream index(cli->path("reconstructed/index.csv"));
    std::string line;
    std::getline(index, line);
    double sum = 0;
    int rows = 0;
    for (; std::getline(index, line); ++rows) sum += std::stod(line.substr(line.rfind(',') + 1));
    EXPECT_EQ(rows, 24);
    const nlohmann::json all = succeed({"evaluate", project, "--data", images, "--json"}).last("evaluation");
    EXPECT_NEAR(sum / rows, all.at("psnr").get<double>(), 1e-3) << "one measure, wherever it is asked for";
}

TEST_F(ModelCommands, InterpolateWritesStripsAndFilms) {
    const std::string a = images + "/across/1.png", b = images + "/down/2.png";
    succeed({"interpolate", project, a, b, "--steps", "7", "--out", "strip.png"});
    EXPECT_EQ(sizeOf("strip.png"), cv::Size(7 * 16 + 6 * 2, 16));
    succeed({"interpolate", project, a, b, "--steps", "5", "--hold", "0", "--path", "slerp", "--out", "walk.gif"});
    int error = 0;
    GifFileType* gif = DGifOpenFileName(cli->path("walk.gif").c_str(), &error);
    ASSERT_NE(gif, nullptr);
    EXPECT_EQ(DGifSlurp(gif), GIF_OK);
    EXPECT_EQ(gif->ImageCount, 8) << "five there, three back";
    DGifCloseFile(gif, &error);
    const CliResult walked =
        succeed({"interpolate", project, a, b, "--seconds", "0.2", "--hold", "0.1", "--play", "once", "--pace", "eased",
                 "--scale", "3", "--pixels", "smooth", "--out", "walk.mp4"});
    EXPECT_EQ(walked.err, "") << "FFmpeg's own words are caught";
    const FilmBoxes film = readFilmBoxes(cli->path("walk.mp4"));
    EXPECT_EQ(film.codec, "avc1");
    EXPECT_EQ(film.frames, 7U + 2 * 3U) << "seven from A to B, and three more for which each is held";
    EXPECT_EQ(film.width, 3 * 16);
    EXPECT_NEAR(film.seconds, 13 / 30.0, 1e-6);
    succeed({"interpolate", project, a, b, "--steps", "2", "--out", "seen.mp4"});
    EXPECT_EQ(readFilmBoxes(cli->path("seen.mp4")).width, 8 * 16) << "as large as it goes";
    const CliResult refused = cli->run({"interpolate", project, a, b, "--seconds", "11", "--out", "long.gif"});
    EXPECT_NE(refused.status, 0);
    EXPECT_NE(refused.err.find("600"), std::string::npos) << refused.err;
    EXPECT_FALSE(std::filesystem::exists(cli->path("long.gif")));
}

TEST_F(ModelCommands, APixelPathBeginsAndEndsWithThePicturesThemselves) {
    const std::string a = images + "/across/1.png", b = images + "/down/2.png";
    succeed({"interpolate", project, a, b, "--steps", "3", "--path", "pixel", "--out", "fade.png"});
    const cv::Mat strip = cv::imread(cli->path("fade.png"), cv::IMREAD_UNCHANGED);
    ASSERT_EQ(strip.size(), cv::Size(3 * 16 + 2 * 2, 16));
    const auto equal = [](const cv::Mat& x, const cv::Mat& y) { return cv::norm(x, y, cv::NORM_INF) == 0; };
    EXPECT_TRUE(equal(strip.colRange(0, 16), cv::imread(a, cv::IMREAD_UNCHANGED)));
    EXPECT_TRUE(equal(strip.colRange(36, 52), cv::imread(b, cv::IMREAD_UNCHANGED)));
}

TEST_F(ModelCommands, SampleDrawsFromThePrior) {
    succeed({"sample", project, "--count", "9", "--out", "samples.png"});
    EXPECT_EQ(sizeOf("samples.png"), cv::Size(3 * 16 + 2 * 2, 3 * 16 + 2 * 2));
    succeed({"sample", project, "--count", "4", "--out", "samples"});
    EXPECT_EQ(filesIn("samples"), 4U);
}

TEST_F(ModelCommands, AnAutoencoderHasNoLikelihoodAndSaysSo) {
    const std::string ae = cli->trained("ae");
    const nlohmann::json line = succeed({"evaluate", ae, "--json"}).last("evaluation");
    EXPECT_TRUE(line.at("mutual_information").is_null()) << "points carry infinitely much";
    EXPECT_EQ(line.at("finite"), false);
    const CliResult refused = cli->run({"evaluate", ae, "--nll-samples", "5"});
    EXPECT_EQ(refused.status, 1);
    EXPECT_NE(refused.err.find("gives points"), std::string::npos) << refused.err;
    const CliResult samples = succeed({"sample", ae, "--count", "2", "--out", "ae.png"});
    EXPECT_NE(samples.err.find("fitted"), std::string::npos) << samples.err;
}

TEST_F(ModelCommands, DamagedWeightsAreASentence) {
    const std::string copy = cli->path("damaged.zscape");
    std::filesystem::copy(project, copy, std::filesystem::copy_options::recursive);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(copy + "/checkpoints")) {
        if (entry.is_regular_file())
            std::fstream(entry.path(), std::ios::in | std::ios::out | std::ios::binary).seekp(3000).put('?');
    }
    const CliResult result = cli->run({"evaluate", copy});
    EXPECT_EQ(result.status, 1);
    EXPECT_NE(result.err.find("damaged"), std::string::npos) << result.err;
}

TEST_F(ModelCommands, AModelThatCompletesPicturesKeepsWhatIsSeenAndRefusesToSample) {
    const std::string completing = cli->trained("cvae-quadrants");
    const CliResult refused = cli->run({"sample", completing, "--count", "4", "--out", cli->path("nothing.png")});
    EXPECT_EQ(refused.status, 1);
    EXPECT_NE(refused.err.find("what is seen"), std::string::npos) << refused.err;
    EXPECT_FALSE(std::filesystem::exists(cli->path("nothing.png")));

    succeed({"sample", completing, "--data", images, "--count", "3", "--out", "completions.png"});
    ASSERT_EQ(sizeOf("completions.png"), cv::Size(4 * 16 + 3 * 2, 24 * 16 + 23 * 2))
        << "each image, then its completions";
    const cv::Mat completions = cv::imread(cli->path("completions.png"), cv::IMREAD_GRAYSCALE);
    const cv::Rect seenOf(0, 8, 8, 8);
    for (int row = 0; row < 24; ++row) {
        const auto picture = [&](int column) { return completions(cv::Rect(column * 18, row * 18, 16, 16)); };
        for (int column = 1; column < 4; ++column)
            EXPECT_EQ(cv::norm(picture(column)(seenOf), picture(0)(seenOf)), 0) << row;
        EXPECT_GT(cv::norm(picture(1), picture(2)), 0) << "two draws";
    }
    EXPECT_EQ(cli->run({"sample", project, "--data", images, "--count", "3", "--out", cli->path("nothing.png")}).status,
              1)
        << "it has one prior for all";

    succeed({"reconstruct", completing, "--data", images, "--out", "completed"});
    std::ifstream index(cli->path("completed/index.csv"));
    std::string line;
    std::getline(index, line);
    ASSERT_EQ(line, "file,name,psnr");
    int read = 0;
    for (; std::getline(index, line); ++read) {
        const size_t comma = line.find(',');
        const std::string file = line.substr(0, comma), name = line.substr(comma + 1, line.rfind(',') - comma - 1);
        const cv::Mat drawn = cv::imread(cli->path("completed/" + file), cv::IMREAD_GRAYSCALE),
                      original = cv::imread(images + "/" + name, cv::IMREAD_GRAYSCALE);
        ASSERT_EQ(drawn.size(), cv::Size(16, 16)) << line;
        ASSERT_EQ(original.size(), cv::Size(16, 16)) << line;
        const cv::Rect lowerLeft(0, 8, 8, 8);
        EXPECT_EQ(cv::norm(drawn(lowerLeft), original(lowerLeft)), 0) << line;
        EXPECT_GT(cv::norm(drawn, original), 0) << line;
    }
    EXPECT_EQ(read, 24);

    const nlohmann::json all =
        succeed({"evaluate", completing, "--data", images, "--nll-samples", "20", "--json"}).last("evaluation");
    EXPECT_NEAR(all.at("terms").at("total").get<double>(),
                all.at("terms").at("reconstruction").get<double>() + all.at("terms").at("kl").get<double>() +
                    all.at("terms").at("guess").get<double>(),
                1e-2);
    EXPECT_LT(all.at("nll").at("value").get<double>(),
              all.at("terms").at("reconstruction").get<double>() + all.at("terms").at("kl").get<double>() + 1);
    EXPECT_FALSE(all.contains("own_frechet"));
}

TEST_F(ModelCommands, AConditionalModelTakesLabelsByName) {
    const std::string conditional = cli->trained("cvae");
    succeed({"decode", conditional, "--z", "0,0", "--label", "down", "--out", cli->path("down.png")});
    succeed({"decode", conditional, "--z", "0,0", "--label", "across", "--out", cli->path("across.png")});
    EXPECT_GT(cv::norm(cv::imread(cli->path("down.png")), cv::imread(cli->path("across.png"))), 0);
    succeed({"swap-labels", conditional, "--data", images, "--count", "3", "--out", cli->path("swapped.png")});
    EXPECT_EQ(sizeOf("swapped.png"), cv::Size(3 * 16 + 2 * 2, 3 * 16 + 2 * 2)) << "each image, then both labels";
    succeed({"sample", conditional, "--count", "4", "--out", cli->path("labels.png")});
    succeed({"reconstruct", conditional, "--data", images, "--out", cli->path("labelled.png")});
    EXPECT_EQ(succeed({"evaluate", conditional, "--data", images, "--json"}).last("evaluation").at("images"), 24);

    const CliResult none = cli->run({"decode", conditional, "--z", "0,0", "--out", cli->path("none.png")});
    EXPECT_EQ(none.status, 1);
    EXPECT_NE(none.err.find("across, down"), std::string::npos) << none.err;
    const CliResult unknown =
        cli->run({"decode", conditional, "--z", "0,0", "--label", "sideways", "--out", cli->path("none.png")});
    EXPECT_EQ(unknown.status, 1);
    EXPECT_NE(unknown.err.find("sideways"), std::string::npos) << unknown.err;
    const CliResult unread =
        cli->run({"decode", project, "--z", "0,0", "--label", "down", "--out", cli->path("none.png")});
    EXPECT_EQ(unread.status, 1);
    EXPECT_NE(unread.err.find("reads no labels"), std::string::npos) << unread.err;
}

TEST_F(ModelCommands, WhatLabelsTheModelDoesNotKnowIsSaidAndNotMeasured) {
    // Without the first class, with one that it does not know, and with a picture of no class.
    const auto add = [](const std::string& name, int grey) {
        const auto file = cli->folder() / ("few/" + name);
        std::filesystem::create_directories(file.parent_path());
        writePng(file, Picture{16, 16, 1, std::vector<uint8_t>(256, static_cast<uint8_t>(grey))});
    };
    for (int i = 0; i < 4; ++i) {
        add("down/" + std::to_string(i) + ".png", 40 * i);
        add("sideways/" + std::to_string(i) + ".png", 255 - 40 * i);
    }
    const CliResult trained =
        cli->run({"train", images, "--heldout", cli->path("few"), "--recipe", "cvae", "--set", "batch_size=8", "--set",
                  "hidden=16", "--epochs", "1", "--project", cli->path("told.zscape"), "--json"});
    ASSERT_EQ(trained.status, 0) << trained.err;
    EXPECT_NE(trained.err.find("4 of 8 images are not measured, for this model is told each picture's label: 1 label "
                               "that the run does not know: sideways (4 images)."),
              std::string::npos)
        << trained.err;
    const CliResult measured = cli->run({"evaluate", cli->path("told.zscape"), "--json"});
    ASSERT_EQ(measured.status, 0) << measured.err;
    EXPECT_NE(measured.err.find("sideways (4 images)"), std::string::npos) << measured.err;
    EXPECT_EQ(measured.last("evaluation").at("images"), 4);
    EXPECT_NEAR(measured.last("evaluation").at("terms").at("total").get<double>(),
                trained.last("done").at("heldout").at("total").get<double>(), 1e-3);

    add("none.png", 128);
    const CliResult all =
        cli->run({"encode", cli->path("told.zscape"), "--data", cli->path("few"), "--out", cli->path("few.csv")});
    EXPECT_EQ(all.status, 1);
    EXPECT_NE(
        all.err.find(
            "1 label that the run does not know: sideways (4 images); 1 image without a label. It knows across, down."),
        std::string::npos)
        << all.err;
    succeed({"encode", cli->path("told.zscape"), "--data", cli->path("few"), "--label", "down", "--out",
             cli->path("few.csv")});
    const CliResult strangers = cli->run({"evaluate", cli->path("told.zscape"), "--data", cli->path("few/sideways")});
    EXPECT_EQ(strangers.status, 1);
    EXPECT_NE(strangers.err.find("4 of 4 images are not measured"), std::string::npos) << strangers.err;
}

/// Twelve bits in sixteen: 12 pages of 16 x 16, of 25,000 and 12,500 pixels in a centimetre.
class ValuesBack : public ModelCommands {
protected:
    static void SetUpTestSuite() {
        ModelCommands::SetUpTestSuite();
        stack = cli->path("stack.tif");
        ValuePictures pages{16, 1, std::vector<ValueScale>(12, {NumberFormat::UInt16, 0, 4095})};
        pages.pixelSizes.assign(12, {25000, 12500, PixelSize::Unit::Centimetre});
        ValueFile file(stack, pages);
        for (int page = 0; page < 12; ++page) {
            std::vector<float> shades(256);
            for (size_t i = 0; i < 256; ++i)
                shades[i] = 0.1f + 0.8f * static_cast<float>(page % 2 ? i / 16 : i % 16) / 15 -
                            0.005f * static_cast<float>(page);
            file.add(shades);
        }
        file.commit();
        deep = trainOn("deep", {});
    }
    /// \return the project
    static std::string trainOn(const std::string& name, const std::vector<std::string>& more) {
        std::vector<std::string> arguments{
            "train",    stack, "--recipe", "vae-2d",      "--project", cli->path(name + ".zscape"),
            "--epochs", "3",   "--set",    "batch_size=4"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        succeed(arguments);
        return cli->path(name + ".zscape");
    }
    static std::vector<cv::Mat> pagesOf(const std::string& file) {
        std::vector<cv::Mat> pages;
        EXPECT_TRUE(cv::imreadmulti(file, pages, cv::IMREAD_UNCHANGED)) << file;
        return pages;
    }
    static double grey(const cv::Mat& picture) { return cv::mean(picture)[0]; }

    static inline std::string stack, deep;
};

TEST_F(ValuesBack, AStackIsReconstructedInItsOwnUnits) {
    const CliResult result = succeed({"reconstruct", deep, "--data", stack, "--out", "back.tif"});
    EXPECT_NE(result.out.find("12 reconstructions, PSNR"), std::string::npos) << result.out;
    EXPECT_NE(result.out.find(" dB, uint16, "), std::string::npos) << result.out;
    succeed({"reconstruct", deep, "--data", stack, "--out", "pictures"});
    const std::vector<cv::Mat> pages = pagesOf(cli->path("back.tif")), before = pagesOf(stack);
    ASSERT_EQ(pages.size(), 12u);
    double least = 65535, greatest = 0;
    for (const cv::Mat& page : before) {
        double low = 0, high = 0;
        cv::minMaxLoc(page, &low, &high);
        least = std::min(least, low);
        greatest = std::max(greatest, high);
    }
    std::set<int> used;
    for (size_t i = 0; i < 12; ++i) {
        ASSERT_EQ(pages[i].type(), CV_16UC1);
        ASSERT_EQ(pages[i].size(), cv::Size(16, 16));
        char name[32];
        std::snprintf(name, sizeof name, "pictures/%06zu.png", i);
        const cv::Mat bytes = cv::imread(cli->path(name), cv::IMREAD_GRAYSCALE);
        // Black and white are the stack's ends, but for a thousandth of the pixels.
        const double step = (greatest - least) / 255;
        EXPECT_NEAR(grey(pages[i]), least + grey(bytes) * step, 2 * step)
            << "the means, in the file's own units: " << i;
        used.insert(pages[i].begin<uint16_t>(), pages[i].end<uint16_t>());
    }
    EXPECT_GT(used.size(), 256u) << "more than bytes could tell apart";

    // The size of a pixel is the stack's, page by page.
    std::filesystem::create_directories(cli->path("again"));
    ImportOptions options;
    options.cacheFolder = cli->path("again");
    const auto again = importImages({{cli->path("back.tif")}, {}}, options, {});
    EXPECT_EQ(pixelSizesOf(*again, {}), std::vector<PixelSize>(12, {25000, 12500, PixelSize::Unit::Centimetre}));
}

TEST_F(ValuesBack, CodesAreDecodedAndSampledIntoThem) {
    const CliResult one = succeed({"decode", deep, "--z", "0.1,-0.2", "--out", "one.tif"});
    EXPECT_NE(one.out.find("1 picture, uint16, "), std::string::npos) << one.out;
    ASSERT_EQ(pagesOf(cli->path("one.tif")).size(), 1u);
    EXPECT_EQ(pagesOf(cli->path("one.tif"))[0].type(), CV_16UC1);
    EXPECT_GT(grey(pagesOf(cli->path("one.tif"))[0]), 256) << "no bytes";
    EXPECT_NE(succeed({"info", deep}).out.find("\nvalues      uint16, "), std::string::npos);
    succeed({"encode", deep, "--data", stack, "--out", "deep.npy"});
    succeed({"decode", deep, "--z-file", "deep.npy", "--out", "many.npy"});
    const NpyHeader many = readNpyHeader(cli->path("many.npy"));
    EXPECT_EQ(many.type, "<u2");
    EXPECT_EQ(many.shape, (std::vector<int64_t>{12, 16, 16}));
    EXPECT_NE(succeed({"sample", deep, "--count", "3", "--out", "drawn.tiff"}).out.find("3 samples, uint16, "),
              std::string::npos);
    EXPECT_EQ(pagesOf(cli->path("drawn.tiff")).size(), 3u);
    // Bytes are values as well.
    EXPECT_NE(succeed({"decode", project, "--z", "0,0", "--out", "bytes.tif"}).out.find("uint8, 0..255"),
              std::string::npos);
    EXPECT_EQ(cli->run({"decode", deep, "--z", "1,2,3", "--out", "none.tif"}).status, 1);
    EXPECT_FALSE(std::filesystem::exists(cli->path("none.tif")));
}

TEST_F(ValuesBack, WithEachFilesOwnRangeACodeHasNoValuesAndAReconstructionHas) {
    const std::string own = trainOn("own", {"--set", "range=file"});
    const CliResult refused = cli->run({"decode", own, "--z", "0,0", "--out", "none.tif"});
    EXPECT_EQ(refused.status, 1);
    EXPECT_NE(refused.err.find("range=file"), std::string::npos) << refused.err;
    EXPECT_FALSE(std::filesystem::exists(cli->path("none.tif")));
    const CliResult result = succeed({"reconstruct", own, "--data", stack, "--out", "own.tif"});
    EXPECT_NE(result.out.find("uint16, each picture in its own range"), std::string::npos) << result.out;
    const std::vector<cv::Mat> pages = pagesOf(cli->path("own.tif")), before = pagesOf(stack);
    ASSERT_EQ(pages.size(), 12u);
    for (size_t i = 0; i < 12; ++i) {
        double least = 0, greatest = 0;
        cv::minMaxLoc(before[i], &least, &greatest);
        EXPECT_GE(grey(pages[i]), least);
        EXPECT_LE(grey(pages[i]), greatest);
    }
}

}  // namespace
}  // namespace zscape
