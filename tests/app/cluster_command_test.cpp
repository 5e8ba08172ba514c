#include "tests/app/cli_process.h"
#include "tests/app/csv_lines.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

namespace zscape {
namespace {

/// One trained project of 24 images in two classes.
class ClusterCommand : public testing::Test {
protected:
    static void SetUpTestSuite() {
        cli = new Cli;
        project = cli->trained();
        std::filesystem::create_directories(cli->path("out"));
    }
    static void TearDownTestSuite() {
        delete cli;
        cli = nullptr;
    }
    static CliResult cluster(std::vector<std::string> more, const std::string& out = "clusters.csv") {
        std::vector<std::string> arguments{"cluster", project, "--out", cli->path("out/" + out)};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return cli->run(arguments);
    }
    static std::string file(const std::string& name) {
        std::ifstream stream(cli->path("out/" + name));
        return (std::stringstream() << stream.rdbuf()).str();
    }

    static inline Cli* cli = nullptr;
    static inline std::string project;
};

TEST_F(ClusterCommand, WritesTheClusterOfEachImage) {
    for (const std::string method : {"kmeans", "gmm"}) {
        const CliResult result = cluster({"--k", "3", "--method", method, "--json"});
        ASSERT_EQ(result.status, 0) << result.err;
        const nlohmann::json said = result.last("clusters");
        EXPECT_EQ(said.at("method"), method);
        EXPECT_EQ(said.at("clusters"), 3);
        EXPECT_EQ(said.at("images"), 24);
        EXPECT_EQ(said.at("dimensions"), 2);
        EXPECT_EQ(said.contains("inertia"), method == "kmeans");
        EXPECT_EQ(said.contains("log_likelihood"), method == "gmm");
        const std::vector<CsvLine> lines = csvLines(cli->path("out/clusters.csv"));
        ASSERT_EQ(lines.size(), 25U);
        CsvLine headings{"name", "label", "cluster", "distance"};
        if (method == "gmm") headings.emplace_back("responsibility");
        EXPECT_EQ(lines[0], headings);
        std::map<std::string, int64_t> sizes, most;
        std::map<std::string, std::string, std::less<>> clusterOf;
        std::map<std::pair<std::string, std::string>, int64_t> both;
        double inertia = 0;
        for (size_t line = 1; line < 25; ++line) {
            const std::string& cluster = lines[line][2];
            ++sizes[cluster];
            clusterOf[lines[line][0]] = cluster;
            int64_t& together = both[{cluster, lines[line][1]}];
            most[cluster] = std::max(most[cluster], ++together);
            const double distance = std::strtod(lines[line][3].c_str(), nullptr);
            inertia += distance * distance;
            if (method == "gmm") {
                EXPECT_GE(std::strtod(lines[line][4].c_str(), nullptr), 1.0 / 3 - 1e-6);
            }
        }
        int64_t right = 0;
        for (int c = 0; c < 3; ++c) {
            const std::string cluster = std::to_string(c);
            EXPECT_EQ(said.at("sizes")[static_cast<size_t>(c)], sizes[cluster]);
            EXPECT_EQ(clusterOf[said.at("typical")[static_cast<size_t>(c)].get<std::string>()], cluster);
            right += most[cluster];
        }
        EXPECT_EQ(said.at("agreement").at("images"), 24);
        EXPECT_NEAR(said.at("agreement").at("purity").get<double>(), static_cast<double>(right) / 24, 1e-9);
        if (method == "kmeans") {
            EXPECT_NEAR(said.at("inertia").get<double>(), inertia, 1e-3 * inertia);
        }
    }
}

TEST_F(ClusterCommand, SaysItToPeopleToo) {
    const CliResult result = cluster({"--k", "2"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_NE(result.out.find("inertia"), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("cluster 1: "), std::string::npos) << result.out;
    EXPECT_NE(result.out.find(", typical: "), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("agreement with the labels of 24 images: adjusted Rand index"), std::string::npos)
        << result.out;
}

TEST_F(ClusterCommand, TheSameSeedGivesTheSameClustersWithAnyNumberOfThreads) {
    for (const std::string method : {"kmeans", "gmm"}) {
        ASSERT_EQ(cluster({"--k", "4", "--method", method, "--threads", "1"}, "one.csv").status, 0);
        ASSERT_EQ(cluster({"--k", "4", "--method", method, "--threads", "3"}, "three.csv").status, 0);
        EXPECT_EQ(file("one.csv"), file("three.csv"));
    }
}

TEST_F(ClusterCommand, TakesOtherImagesAndAChoiceOfThem) {
    const CliResult result = cluster({"--k", "2", "--data", cli->path("images/down"), "--json"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.last("clusters").at("images"), 12);
    EXPECT_TRUE(result.last("clusters").at("agreement").is_null()) << "they have no labels";
    EXPECT_EQ(cluster({"--k", "2", "--where", "label = 'across'", "--json"}).last("clusters").at("images"), 12);
}

TEST_F(ClusterCommand, WhatCannotBeClusteredIsSaid) {
    const auto wrong = [](std::vector<std::string> arguments, int status, const std::string& words,
                          const std::string& out = "none.csv") {
        const CliResult result = cluster(std::move(arguments), out);
        EXPECT_EQ(result.status, status) << result.err;
        EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
        EXPECT_FALSE(std::filesystem::exists(cli->path("out/" + out)));
    };
    wrong({}, 2, "--k");
    wrong({"--k", "1"}, 2, "at least 2 clusters");
    wrong({"--k", "25"}, 1, "25 clusters need at least as many images, and there are 24");
    wrong({"--k", "3", "--method", "dbscan"}, 2, "dbscan");
    wrong({"--k", "3"}, 2, ".csv", "none.npy");
    wrong({"--k", "3", "--where", "label = 'nobody'"}, 1, "there is none");
}

}  // namespace
}  // namespace zscape
