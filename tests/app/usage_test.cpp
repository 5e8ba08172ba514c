#include "tests/app/cli_process.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <regex>
#include <sstream>

namespace zscape {
namespace {

struct WrongUse {
    std::vector<std::string> arguments;
    std::string says;
};

void expectOneError(const CliResult& result, int status, const std::string& says) {
    EXPECT_EQ(result.status, status) << result.err;
    const std::vector<std::string> lines = result.errorLines();
    ASSERT_FALSE(lines.empty());
    EXPECT_TRUE(lines.back().starts_with("zscape-cli: error: ")) << lines.back();
    EXPECT_NE(lines.back().find(says), std::string::npos) << lines.back();
}

TEST(Usage, WhatCannotBeMeantIsRefusedWithStatusTwo) {
    Cli cli;
    const std::string images = cli.makeImages(2);
    const std::vector<std::string> train{"train", images, "--recipe", "vae-2d", "--project", "p"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), train.begin(), train.end());
        return more;
    };
    const std::vector<WrongUse> uses{
        {{}, "subcommand"},
        {{"trian"}, "Did you mean train?"},
        {{"project", "p", "--method", "pca"}, "no command \"project\""},
        {{"train", images, "--recipe", "vae-2d"}, "--project"},
        {{"train", "--project", "p", "--recipe", "vae-2d"}, "DATA"},
        {{"train", images, "--recipe", "vae2d", "--project", "p"}, "Did you mean vae-2d?"},
        {with({"--set", "latent_dimension=3"}), "Did you mean latent_dimensions?"},
        {with({"--set", "siz=32"}), "Did you mean size?"},
        {with({"--set", "beta=-1"}), "from 0 to"},
        {with({"--set", "size=12"}), "16 to 256"},
        {with({"--set", "beta"}), "key=value"},
        {with({"--epochs", "2", "--steps", "3"}), "--epochs"},
        {with({"--epochs", "0"}), "--epochs"},
        {with({"--device", "tpu"}), "--device"},
        {{"interpolate", "p", "a.png", "b.png", "--steps", "5", "--path", "geodesic", "--out", "s.png"}, "geodesic"},
        {{"interpolate", "p", "a.png", "b.png", "--steps", "5", "--out", "s.jpg"}, ".png, .gif or .mp4"},
        {{"encode", "p", "--data", "x", "--out", "codes.txt"}, ".npy or .csv"},
        {{"decode", "p", "--out", "g.png"}, "--z"},
        {{"train", images, "--recipe", "vae-2d", "--project", ""}, "No folder was named"},
        {{"train", "--resume", "--project", ""}, "No project was named"},
        {{"info", ""}, "No project was named"},
        {{"info", "p", "--weights", "newest"}, "--weights"},
        {with({"--run", "1"}), "--resume"},
        {with({"--resume", "--new"}), "--new"},
        {with({"--threads", "100000"}), "--threads"},
    };
    for (const WrongUse& use : uses) expectOneError(cli.run(use.arguments), 2, use.says);
    EXPECT_FALSE(std::filesystem::exists(cli.path("p"))) << "nothing was made";
}

TEST(Usage, WhatFailsHasStatusOneAndAnErrorEvent) {
    Cli cli;
    const CliResult missing = cli.run({"train", "nowhere", "--recipe", "vae-2d", "--project", "p", "--json"});
    expectOneError(missing, 1, "nowhere");
    EXPECT_NE(missing.last("error").value("message", "").find("nowhere"), std::string::npos);
    expectOneError(cli.run({"evaluate", "nowhere"}), 1, "no Zscape project");
    std::filesystem::create_directory(cli.folder() / "empty");
    expectOneError(cli.run({"train", "empty", "--recipe", "vae-2d", "--project", "p"}), 1, "empty");
    expectOneError(cli.run({"train", cli.makeImages(2), "--recipe", "vae-2d", "--project", "images"}), 1,
                   "no Zscape project");
    expectOneError(cli.run({"train", "--resume", "--project", "nowhere"}), 1, "nowhere");
}

TEST(Usage, HelpNamesOnlyWhatWorks) {
    Cli cli;
    const CliResult help = cli.run({"--help"});
    EXPECT_EQ(help.status, 0);
    for (const char* command : {"train", "evaluate", "encode", "layout", "decode", "reconstruct", "interpolate",
                                "sample", "swap-labels", "info", "recipes", "reproduce"}) {
        EXPECT_NE(help.out.find(command), std::string::npos) << command;
        const CliResult own = cli.run({command, "--help"});
        EXPECT_EQ(own.status, 0);
        EXPECT_NE(own.out.find("\n\nOptions:\n  "), std::string::npos) << own.out;
        EXPECT_EQ(own.out.find("\u2424"), std::string::npos) << "the sign for a line's end, in place of one";
    }
    EXPECT_EQ(cli.run({"interpolate", "--help"}).out.find("geodesic"), std::string::npos);
    EXPECT_EQ(help.out.find("export"), std::string::npos);
}

TEST(Usage, TheVersionNamesLibTorchToo) {
    Cli cli;
    const CliResult version = cli.run({"--version"});
    EXPECT_EQ(version.status, 0);
    EXPECT_TRUE(
        std::regex_match(version.out, std::regex(R"(zscape-cli \d+\.\d+\.\d+ \(LibTorch \d+\.\d+\.\d+\S*\)\n)")))
        << version.out;
}

TEST(Usage, RecipesAreListed) {
    Cli cli;
    const CliResult json = cli.run({"recipes", "--json"});
    EXPECT_EQ(json.status, 0);
    std::vector<std::string> names;
    for (const nlohmann::json& line : json.lines()) {
        names.push_back(line.at("name"));
        EXPECT_FALSE(line.at("sentence").get<std::string>().empty());
        EXPECT_GT(line.at("settings").size(), 5U);
        EXPECT_FALSE(line.at("group").get<std::string>().empty());
    }
    for (const char* name : {"vae-2d", "vae", "vae-dense", "beta-vae", "ae", "conv-ae-32", "denoising-ae"}) {
        EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
    }
}

TEST(Usage, RecipesStandInTheirGroups) {
    const char* groups[] = {"Start here",         "Sharper",  "Disentangle", "Against collapse", "With labels",
                            "Without an encoder", "Published"};
    Cli cli;
    std::istringstream list(cli.run({"recipes"}).out);
    std::vector<std::vector<std::string>> recipesOf;
    for (std::string line; std::getline(list, line);) {
        if (line.empty()) continue;
        if (!line.starts_with("  ")) {
            ASSERT_LT(recipesOf.size(), std::size(groups)) << line;
            EXPECT_EQ(line, groups[recipesOf.size()]);
            recipesOf.emplace_back();
            continue;
        }
        ASSERT_FALSE(recipesOf.empty()) << line;
        recipesOf.back().push_back(line.substr(2, line.find(' ', 2) - 2));
    }
    ASSERT_EQ(recipesOf.size(), std::size(groups));
    EXPECT_EQ(recipesOf.front().front(), "vae-2d");
    EXPECT_EQ(recipesOf[4], std::vector<std::string>{"cvae"});
    EXPECT_EQ(recipesOf[5].size(), 2U);
    // Scripts are told the same.
    std::vector<std::string> names, listed;
    for (const nlohmann::json& line : cli.run({"recipes", "--json"}).lines()) {
        names.push_back(line.at("name"));
        if (line.at("name") == "glo") {
            EXPECT_EQ(line.at("group"), "Without an encoder");
        }
    }
    for (const auto& group : recipesOf) listed.insert(listed.end(), group.begin(), group.end());
    EXPECT_EQ(names, listed);
}

}  // namespace
}  // namespace zscape
