#include "engine/data/arrays.h"
#include "tests/app/cli_process.h"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

namespace zscape {
namespace {

/// One trained project of 24 images in two classes.
class LayoutCommand : public testing::Test {
protected:
    static void SetUpTestSuite() {
        cli = new Cli;
        project = cli->trained();
    }
    static void TearDownTestSuite() {
        delete cli;
        cli = nullptr;
    }
    static nlohmann::json laidOut(const std::string& method, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"layout", project, "--method", method, "--out", cli->path(method + ".npy"),
                                           "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const CliResult result = cli->run(arguments);
        EXPECT_EQ(result.status, 0) << result.err;
        const FloatMatrix places = readNpyMatrix(cli->path(method + ".npy"));
        EXPECT_EQ(places.rows, 24);
        EXPECT_EQ(places.columns, 2);
        for (const float value : places.values) EXPECT_TRUE(std::isfinite(value));
        return result.last("layout");
    }

    static inline Cli* cli = nullptr;
    static inline std::string project;
};

TEST_F(LayoutCommand, LaysTheProjectsImagesOutByEachMethod) {
    for (const std::string method : {"axes", "pca", "tsne", "umap"}) {
        const nlohmann::json line = laidOut(method);
        EXPECT_EQ(line.at("method"), method);
        EXPECT_EQ(line.at("images"), 24);
        EXPECT_GE(line.at("seconds"), 0.0);
        EXPECT_GE(line.at("knn_accuracy"), 0.0) << "the two folders are labels";
        EXPECT_LE(line.at("knn_accuracy"), 1.0);
        EXPECT_EQ(line.contains("kl"), method == "tsne");
        EXPECT_EQ(line.contains("cross_entropy"), method == "umap");
        EXPECT_EQ(line.contains("explained"), method == "pca");
    }
}

TEST_F(LayoutCommand, AxesAreTheCodesOfEncode) {
    laidOut("axes", {"--axes", "1,0"});
    ASSERT_EQ(cli->run({"encode", project, "--data", cli->path("images"), "--out", cli->path("z.npy")}).status, 0);
    const FloatMatrix codes = readNpyMatrix(cli->path("z.npy")), places = readNpyMatrix(cli->path("axes.npy"));
    for (size_t i = 0; i < 24; ++i) {
        EXPECT_EQ(places.values[2 * i], codes.values[2 * i + 1]);
        EXPECT_EQ(places.values[2 * i + 1], codes.values[2 * i]);
    }
}

TEST_F(LayoutCommand, WritesWhatEncodeWritesOfAnImage) {
    ASSERT_EQ(cli->run({"layout", project, "--data", cli->path("images"), "--out", cli->path("l.csv")}).status, 0);
    std::ifstream file(cli->path("l.csv"));
    std::string line;
    std::getline(file, line);
    EXPECT_EQ(line, "name,label,x,y");
    std::set<std::string> labels;
    int rows = 0;
    while (std::getline(file, line)) {
        std::istringstream cells(line);
        std::string name, label;
        std::getline(cells, name, ',');
        std::getline(cells, label, ',');
        labels.insert(label);
        ++rows;
    }
    EXPECT_EQ(rows, 24);
    EXPECT_EQ(labels, (std::set<std::string>{"across", "down"}));
}

TEST_F(LayoutCommand, TheSameSeedGivesTheSameLayoutWithAnyNumberOfThreads) {
    for (const std::string method : {"tsne", "umap"}) {
        laidOut(method, {"--threads", "1"});
        const FloatMatrix one = readNpyMatrix(cli->path(method + ".npy"));
        laidOut(method, {"--threads", "3"});
        EXPECT_EQ(readNpyMatrix(cli->path(method + ".npy")).values, one.values) << method;
    }
}

TEST_F(LayoutCommand, IterationsAndExaggerationAreWhatWasAskedFor) {
    EXPECT_EQ(laidOut("umap", {"--iterations", "30"}).at("iterations"), 30);
    EXPECT_EQ(laidOut("tsne", {"--exaggerated", "20"}).at("iterations"), 520);
    EXPECT_EQ(laidOut("tsne", {"--iterations", "40"}).at("iterations"), 40);
    const FloatMatrix usual = readNpyMatrix(cli->path("tsne.npy"));
    laidOut("tsne", {"--iterations", "40", "--exaggeration", "4"});
    EXPECT_NE(readNpyMatrix(cli->path("tsne.npy")).values, usual.values);
}

TEST_F(LayoutCommand, WhatIsTooLargeForTheImagesIsSaid) {
    const CliResult tsne = cli->run({"layout", project, "--method", "tsne", "--out", cli->path("p.npy")});
    EXPECT_EQ(tsne.status, 0);
    EXPECT_NE(tsne.err.find("perplexity of 30"), std::string::npos) << tsne.err;
    const CliResult umap =
        cli->run({"layout", project, "--method", "umap", "--neighbours", "100", "--out", cli->path("p.npy")});
    EXPECT_NE(umap.err.find("fewer than 100 images"), std::string::npos) << umap.err;
}

TEST_F(LayoutCommand, WhatCannotBeLaidOutIsSaid) {
    const auto wrong = [](std::vector<std::string> arguments, int status, const std::string& words) {
        arguments.insert(arguments.begin(), {"layout", project});
        const CliResult result = cli->run(arguments);
        EXPECT_EQ(result.status, status) << result.err;
        EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
        EXPECT_FALSE(std::filesystem::exists(cli->path("none.npy")));
    };
    const std::string out = cli->path("none.npy");
    wrong({"--method", "isomap", "--out", out}, 2, "isomap");
    wrong({"--method", "axes", "--axes", "0,2", "--out", out}, 2, "from 0 to 1");
    wrong({"--method", "tsne", "--perplexity", "0", "--out", out}, 2, "--perplexity");
    wrong({"--method", "tsne", "--iterations", "-1", "--out", out}, 2, "--iterations");
    wrong({"--method", "tsne", "--exaggeration", "0.5", "--out", out}, 2, "--exaggeration");
    wrong({"--method", "tsne", "--exaggerated", "10001", "--out", out}, 2, "--exaggerated");
    wrong({"--out", cli->path("none.png")}, 2, ".csv");
    // Two pictures alone.
    const auto few = cli->folder() / "two";
    std::filesystem::create_directories(few);
    int taken = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(cli->path("images")))
        if (entry.is_regular_file() && taken < 2)
            std::filesystem::copy(entry.path(), few / (std::to_string(taken++) + entry.path().extension().string()));
    ASSERT_EQ(taken, 2);
    for (const std::string method : {"axes", "pca", "tsne", "umap"})
        wrong({"--method", method, "--data", few.string(), "--out", out}, 1, "at least 3 images");
}

}  // namespace
}  // namespace zscape
