#include "tests/app/cli_process.h"

#include "engine/project/project.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> trainInto(const std::string& project, int steps, std::vector<std::string> more) {
    std::vector<std::string> words{"train"};
    words.insert(words.end(), more.begin(), more.end());
    for (const std::string& word : {std::string("--project"), project, std::string("--steps"), std::to_string(steps),
                                    std::string("--threads"), std::string("1"), std::string("--json")})
        words.push_back(word);
    return words;
}

std::string wholeFile(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> freshRun() {
    return {"images", "--recipe",    "vae-dense", "--set", "hidden=16", "--set", "latent_dimensions=2",
            "--set",  "batch_size=8"};
}

/// Two labelled folders of pictures, and a run of three steps on them.
class Travel : public testing::Test {
protected:
    Travel() {
        cli.makeImages(10);
        EXPECT_EQ(cli.run(trainInto("p.zscape", 3, freshRun())).status, 0);
    }
    void expectStarts(const std::vector<std::string>& words) {
        const CliResult result = cli.run(words);
        EXPECT_EQ(result.status, 0) << words.front() << ": " << result.err;
    }

    Cli cli;
};

TEST_F(Travel, WithoutTheOldFolderAllThatNeedsNoneWorks) {
    fs::rename(cli.path("images"), cli.path("elsewhere"));
    const std::string picture = "elsewhere/across/0.png";
    expectStarts({"info", "p.zscape"});
    expectStarts({"decode", "p.zscape", "--z", "0.5,-1", "--out", "d.png"});
    expectStarts({"sample", "p.zscape", "--count", "4", "--out", "s.png"});
    expectStarts({"interpolate", "p.zscape", picture, "elsewhere/down/3.png", "--steps", "3", "--out", "w.png"});
    expectStarts({"encode", "p.zscape", "--data", "elsewhere", "--out", "c.npy"});
    expectStarts({"evaluate", "p.zscape", "--data", "elsewhere"});
    const CliResult evaluate = cli.run({"evaluate", "p.zscape"});
    EXPECT_EQ(evaluate.status, 1);
    EXPECT_NE(evaluate.err.find("--resume"), std::string::npos) << evaluate.err;
    const CliResult resume = cli.run(trainInto("p.zscape", 6, {"--resume"}));
    EXPECT_EQ(resume.status, 1);
    EXPECT_NE(resume.err.find("images is not where it was"), std::string::npos) << resume.err;
    EXPECT_NE(resume.err.find("train FOLDER --resume"), std::string::npos) << resume.err;
}

TEST_F(Travel, GoesOnBitForBitInTheNewPlace) {
    EXPECT_EQ(cli.run(trainInto("whole.zscape", 8, freshRun())).status, 0);
    fs::rename(cli.path("images"), cli.path("elsewhere"));
    const CliResult resumed = cli.run(trainInto("p.zscape", 8, {"elsewhere", "--resume"}));
    ASSERT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_EQ(resumed.last("done").at("steps"), 8);
    const std::string checkpoint = "checkpoints/1/8.safetensors";
    ASSERT_FALSE(wholeFile(cli.folder() / "whole.zscape" / checkpoint).empty());
    EXPECT_EQ(wholeFile(cli.folder() / "p.zscape" / checkpoint), wholeFile(cli.folder() / "whole.zscape" / checkpoint));
    EXPECT_EQ(cli.run({"info", "p.zscape", "--json"}).last("info").at("sources").at(0), cli.path("elsewhere"));
    expectStarts({"evaluate", "p.zscape"});
    expectStarts(trainInto("p.zscape", 9, {"--resume"}));
}

TEST_F(Travel, APlaceIsToldWithoutTrainingOn) {
    fs::rename(cli.path("images"), cli.path("elsewhere"));
    const CliResult told = cli.run(trainInto("p.zscape", 3, {"elsewhere", "--resume"}));
    ASSERT_EQ(told.status, 0) << told.err;
    expectStarts({"evaluate", "p.zscape"});
}

TEST_F(Travel, OtherImagesAreNoPlaceForIt) {
    fs::rename(cli.path("images"), cli.path("elsewhere"));
    fs::remove(cli.folder() / "elsewhere" / "down" / "9.png");
    const CliResult less = cli.run(trainInto("p.zscape", 6, {"elsewhere", "--resume"}));
    EXPECT_EQ(less.status, 1);
    EXPECT_NE(less.err.find("does not hold the images of this project"), std::string::npos) << less.err;
    EXPECT_EQ(cli.run({"info", "p.zscape", "--json"}).last("info").at("steps"), 3);
}

TEST_F(Travel, WhatWasGuessedMayBeAskedForAgain) {
    std::vector<std::string> again = freshRun();
    for (const char* word : {"--set", "fit=guess", "--set", "size=0", "--resume"}) again.emplace_back(word);
    expectStarts(trainInto("p.zscape", 4, again));
}

TEST_F(Travel, AProjectAmongItsImagesIsNoChange) {
    ASSERT_EQ(cli.run(trainInto("images/run 1", 3, freshRun())).status, 0);
    for (int steps = 4; steps < 6; ++steps) {
        const CliResult resumed = cli.run(trainInto("images/run 1", steps, {"--resume"}));
        ASSERT_EQ(resumed.status, 0) << resumed.err;
        EXPECT_EQ(resumed.err.find("have changed"), std::string::npos) << resumed.err;
        EXPECT_EQ(resumed.last("data").at("images"), 20);
    }
}

TEST_F(Travel, SomebodyElsesRunIsLookedAtWhileItTrains) {
    const Project open = Project::open(cli.path("p.zscape"));
    expectStarts({"info", "p.zscape"});
    expectStarts({"sample", "p.zscape", "--count", "4", "--out", "s.png"});
    const CliResult resume = cli.run(trainInto("p.zscape", 6, {"--resume"}));
    EXPECT_EQ(resume.status, 1);
    EXPECT_NE(resume.err.find("open in another window"), std::string::npos) << resume.err;
}

TEST_F(Travel, OnAShareThatMayOnlyBeRead) {
    const fs::path share = cli.folder() / "share";
    fs::create_directory(share);
    fs::rename(cli.path("p.zscape"), share / "p.zscape");
    for (const auto& entry : fs::recursive_directory_iterator(cli.folder().path()))
        ::chmod(entry.path().c_str(), entry.is_directory() ? 0755 : 0644);
    ::chmod(cli.folder().path().c_str(), 0755);
    fs::create_directory(cli.folder() / "mine");
    ::chmod(cli.path("mine").c_str(), 0777);
    if (::geteuid() != 0)
        for (const char* name : {"p.zscape/lock", "p.zscape/project.db", "p.zscape/checkpoints", "p.zscape"})
            fs::permissions(share / name, fs::perms::owner_write, fs::perm_options::remove);
    else cli.asNobody("mine");
    if (cli.run({"recipes"}).status != 0) GTEST_SKIP() << "nobody may not run " << ZSCAPE_CLI;
    expectStarts({"info", "share/p.zscape"});
    expectStarts({"decode", "share/p.zscape", "--z", "0.5,-1", "--out", "mine/d.png"});
    expectStarts({"sample", "share/p.zscape", "--count", "4", "--out", "mine/s.png"});
    expectStarts({"encode", "share/p.zscape", "--data", "images", "--out", "mine/c.csv"});
    expectStarts({"evaluate", "share/p.zscape"});
    const CliResult resume = cli.run(trainInto("share/p.zscape", 6, {"--resume"}));
    EXPECT_EQ(resume.status, 1);
    EXPECT_NE(resume.err.find(::geteuid() == 0 ? "The project belongs to root" : "write-protected"), std::string::npos)
        << resume.err;
    EXPECT_NE(resume.err.find("Copy the project"), std::string::npos) << resume.err;
    if (::geteuid() != 0) fs::permissions(share / "p.zscape", fs::perms::owner_all);
}

}  // namespace
}  // namespace zscape
