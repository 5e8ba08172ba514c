#include "tests/app/cli_process.h"

#include <algorithm>
#include <csignal>
#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(ReproduceCommand, WithoutANameListsTheExperiments) {
    Cli cli;
    const CliResult list = cli.run({"reproduce", "--json"});
    ASSERT_EQ(list.status, 0) << list.err;
    std::vector<std::string> names;
    for (const nlohmann::json& line : list.lines()) {
        EXPECT_EQ(line.at("event"), "experiment");
        EXPECT_FALSE(line.at("sentence").get<std::string>().empty());
        EXPECT_FALSE(line.at("duration").get<std::string>().empty());
        names.push_back(line.at("name"));
    }
    for (const char* name : {"pytorch-vae", "iwae", "cvae-quadrants", "collapse", "latent-terms", "ae-vae-coverage",
                             "pca-ae", "glo-start", "beta-tcvae", "denoising", "bce"})
        EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
    EXPECT_NE(cli.run({"reproduce"}).out.find("pytorch-vae"), std::string::npos);
}

TEST(ReproduceCommand, PrintsNumbersSourcesAndTheVerdict) {
    Cli cli;
    const nlohmann::json line =
        cli.run({"reproduce", "bce", "--seeds", "2", "--threads", "1", "--json"}).last("reproduction");
    ASSERT_TRUE(line.is_object());
    EXPECT_EQ(line.at("seeds"), nlohmann::json::parse("[1,2]"));
    EXPECT_EQ(line.at("threads"), 1);
    EXPECT_EQ(line.at("verdict"), "met");
    for (const nlohmann::json& number : line.at("numbers")) {
        EXPECT_EQ(number.at("values").size(), 2U);
        EXPECT_FALSE(number.at("source").get<std::string>().empty());
        EXPECT_EQ(number.at("verdict"), "met") << number;
    }
    const CliResult text = cli.run({"reproduce", "bce"});
    EXPECT_EQ(text.status, 0);
    for (const char* words : {"reference", "accepted", "met (1 seed"})
        EXPECT_NE(text.out.find(words), std::string::npos) << text.out;
}

TEST(ReproduceCommand, WrongUseIsStatusTwo) {
    Cli cli;
    const CliResult unknown = cli.run({"reproduce", "pytorch"});
    EXPECT_EQ(unknown.status, 2);
    EXPECT_NE(unknown.err.find("pytorch"), std::string::npos);
    EXPECT_EQ(cli.run({"reproduce", "bce", "--epochs", "3"}).status, 2) << "it trains nothing";
    EXPECT_EQ(cli.run({"reproduce", "bce", "--seeds", "0"}).status, 2);
}

TEST(ReproduceCommand, InterruptedItLeavesNothingButTheCacheOfImages) {
    Cli cli;
    const CliResult cut = cli.runAndSignal({"reproduce", "pytorch-vae", "--threads", "1"}, "pytorch-vae:", SIGINT);
    EXPECT_EQ(cut.status, 130) << cut.err;
    for (const auto& entry : std::filesystem::directory_iterator(cli.folder().path()))
        EXPECT_EQ(entry.path().filename(), "cache") << "left behind";
}

}  // namespace
}  // namespace zscape
