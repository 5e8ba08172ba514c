#include "tests/app/cli_process.h"

#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <utility>

namespace zscape {
namespace {

constexpr int kEpochs = 150;
constexpr int kEndless = 1'000'000;  // where the signal ends it, however late it comes on a busy machine

std::vector<std::string> longRun(Cli& cli, const std::string& project, int epochs = kEpochs) {
    return {"train",    cli.makeImages(),       "--recipe", "vae-2d",       "--project", project,
            "--epochs", std::to_string(epochs), "--set",    "batch_size=4", "--json"};
}

std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(input), {}};
}

/// The checkpoint of this step, wherever in the project it lies.
std::string checkpointAt(const std::filesystem::path& project, int64_t step) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(project / "checkpoints")) {
        if (entry.path().filename() == std::to_string(step) + ".safetensors") return bytesOf(entry.path());
    }
    return "";
}

TEST(Interruption, SavesAndGoesOnAsIfNothingHadHappened) {
    Cli cli;
    const CliResult whole = cli.run(longRun(cli, "whole"));
    ASSERT_EQ(whole.status, 0) << whole.err;

    const CliResult cut = cli.runAndSignal(longRun(cli, "cut"), R"("event":"epoch","epoch":3,)", SIGINT);
    EXPECT_EQ(cut.status, 130) << cut.err;
    const nlohmann::json stopped = cut.last("done");
    ASSERT_TRUE(stopped.is_object()) << cut.out;
    EXPECT_EQ(stopped.at("interrupted"), true);
    EXPECT_LT(stopped.at("epochs"), kEpochs);
    EXPECT_EQ(cli.run({"info", "cut", "--json"}).last("info").at("steps"), stopped.at("steps"));

    std::vector<std::string> again = longRun(cli, "cut");
    again.push_back("--resume");
    const CliResult resumed = cli.run(again);
    ASSERT_EQ(resumed.status, 0) << resumed.err;
    const nlohmann::json done = resumed.last("done");
    EXPECT_EQ(done.at("steps"), whole.last("done").at("steps"));
    EXPECT_EQ(done.at("heldout"), whole.last("done").at("heldout"));
    EXPECT_EQ(resumed.last("epoch"), whole.last("epoch"));
    const int64_t last = done.at("steps");
    ASSERT_FALSE(checkpointAt(cli.path("whole"), last).empty());
    EXPECT_EQ(checkpointAt(cli.path("cut"), last), checkpointAt(cli.path("whole"), last))
        << "weights, moments and generators, bit for bit";
}

/// How long libgomp lets a thread wait awake, in its own words, once the program has loaded it.
std::string spinsOf(ProcessStart start) {
    Cli cli;
    start.environment.emplace_back("OMP_DISPLAY_ENV", "VERBOSE");
    const std::string said = cli.run({"info", "nowhere"}, start).err, before = "GOMP_SPINCOUNT = '";
    const size_t at = said.find(before);
    if (at == std::string::npos) return "not said: " + said;
    const size_t begin = at + before.size();
    return said.substr(begin, said.find('\'', begin) - begin);
}

TEST(Interruption, WaitingThreadsSpinForAShortWhileUnlessAPersonHasSetIt) {
    ProcessStart plain;
    plain.without = {"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"};
    EXPECT_EQ(spinsOf(plain), "20000");
    ProcessStart own;
    own.without = {"OMP_WAIT_POLICY"};
    own.environment = {{"GOMP_SPINCOUNT", "77"}};
    EXPECT_EQ(spinsOf(own), "77");
    ProcessStart passive;
    passive.without = {"GOMP_SPINCOUNT"};
    passive.environment = {{"OMP_WAIT_POLICY", "passive"}};
    EXPECT_EQ(spinsOf(passive), "0");
}

TEST(Interruption, SigtermSavesToo) {
    Cli cli;
    const CliResult cut = cli.runAndSignal(longRun(cli, "p", kEndless), R"("event":"epoch","epoch":2,)", SIGTERM);
    EXPECT_EQ(cut.status, 143) << cut.err;
    EXPECT_GT(cut.last("done").at("steps"), 0);
    EXPECT_EQ(cli.run({"evaluate", "p"}).status, 0);
}

TEST(Interruption, AClosedTerminalSavesHoweverOftenItSaysSo) {
    Cli cli;
    bool sent = false;
    // A terminal that closes and the shell in it say so each.
    const CliResult cut = cli.runUntil(
        longRun(cli, "p", kEndless),
        [&](const CliResult& soFar, pid_t process) {
            if (soFar.out.find(R"("event":"epoch","epoch":2,)") == std::string::npos) return false;
            if (std::exchange(sent, true)) return true;
            ::kill(process, SIGHUP);
            return false;
        },
        SIGHUP);
    EXPECT_EQ(cut.status, 129) << cut.err;
    const nlohmann::json stopped = cut.last("done");
    ASSERT_TRUE(stopped.is_object()) << cut.out;
    EXPECT_GE(stopped.at("epochs"), 2);
    EXPECT_EQ(cli.run({"info", "p", "--json"}).last("info").at("steps"), stopped.at("steps"));
}

TEST(Interruption, UnderNohupAClosedTerminalStopsNothing) {
    Cli cli;
    ProcessStart nohup;
    nohup.ignoredSignal = SIGHUP;
    const CliResult result = cli.runAndSignal(longRun(cli, "p"), R"("event":"epoch","epoch":2,)", SIGHUP, nohup);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.last("done").at("epochs"), kEpochs);
}

TEST(Interruption, AReaderThatLeavesEndsTheRunSaved) {
    Cli cli;
    ProcessStart head;
    head.readerLeaves = true;
    const CliResult cut = cli.run(longRun(cli, "p", kEndless), head);
    EXPECT_EQ(cut.status, 1) << cut.err;
    EXPECT_NE(cut.err.find("Nobody reads standard output"), std::string::npos) << cut.err;
    const int64_t steps = cli.run({"info", "p", "--json"}).last("info").at("steps");
    EXPECT_GT(steps, 0);
    const CliResult resumed =
        cli.run({"train", "--resume", "--project", "p", "--steps", std::to_string(steps + 5), "--json"});
    EXPECT_EQ(resumed.last("done").at("steps"), steps + 5) << resumed.err;
}

TEST(Interruption, OutputThatIsWrittenNowhereIsNoSuccess) {
    Cli cli;
    const std::string project = cli.trained();
    ProcessStart full;
    full.outFile = "/dev/full";
    for (const std::vector<std::string>& words : {std::vector<std::string>{"info", project, "--json"},
                                                  {"info", project},
                                                  {"recipes"},
                                                  {"--version"},
                                                  {"--help"}}) {
        const CliResult result = cli.run(words, full);
        EXPECT_EQ(result.status, 1) << words.front();
        EXPECT_NE(result.err.find("disk is full: standard output"), std::string::npos) << result.err;
    }
    // What was trained does not depend on who listens.
    const CliResult trained =
        cli.run({"train", cli.makeImages(), "--recipe", "vae-2d", "--project", "p", "--epochs", "2", "--json"}, full);
    EXPECT_EQ(trained.status, 1);
    EXPECT_EQ(cli.run({"info", "p", "--json"}).last("info").at("epochs"), 2);
    // A reader that has had enough of a list is no failure.
    ProcessStart head;
    head.readerLeaves = true;
    EXPECT_EQ(cli.run({"recipes"}, head).status, 0);
}

TEST(Interruption, AFileThatMayNotGrowIsASentenceAndNoSignal) {
    Cli cli;
    const std::string project = cli.trained();
    ProcessStart limited;
    limited.largestFile = 20;
    for (const char* out : {"picture.png", "walk.mp4"}) {
        const std::string images = cli.path("images");
        const std::vector<std::string> words =
            std::string(out) == "walk.mp4" ? std::vector<std::string>{"interpolate",
                                                                      project,
                                                                      images + "/across/1.png",
                                                                      images + "/down/2.png",
                                                                      "--steps",
                                                                      "4",
                                                                      "--out",
                                                                      out}
                                           : std::vector<std::string>{"decode", project, "--z", "0,0", "--out", out};
        const CliResult result = cli.run(words, limited);
        EXPECT_EQ(result.status, 1) << out;
        EXPECT_NE(result.err.find("may not grow"), std::string::npos) << result.err;
        EXPECT_FALSE(std::filesystem::exists(cli.path(out)));
    }
}

TEST(Interruption, AKilledRunCanBeGoneOnWith) {
    Cli cli;
    const CliResult killed = cli.runAndSignal(longRun(cli, "p", kEndless), R"("event":"epoch","epoch":2,)", SIGKILL);
    EXPECT_EQ(killed.status, 128 + SIGKILL);
    const CliResult resumed = cli.run({"train", "--resume", "--project", "p", "--epochs", "2", "--json"});
    ASSERT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_EQ(resumed.last("done").at("epochs"), 2);
}

TEST(Resume, RefusesWhatWouldBeAnotherRun) {
    Cli cli;
    const std::string project = cli.trained();
    const auto refused = [&](std::vector<std::string> more, const std::string& says) {
        more.insert(more.begin(), {"train", "--resume", "--project", project});
        const CliResult result = cli.run(more);
        EXPECT_EQ(result.status, 1);
        EXPECT_NE(result.err.find(says), std::string::npos) << result.err;
    };
    refused({"--recipe", "ae"}, "recipe");
    refused({"--set", "latent_dimensions=3"}, "latent_dimensions");
    refused({"--set", "size=32"}, "size");
    refused({"--seed", "9"}, "seed");
    refused({"--heldout", cli.makeImages()}, "split off");
    const std::string other = cli.path("other");
    std::filesystem::create_directory(other);
    const CliResult data = cli.run({"train", other, "--resume", "--project", project});
    EXPECT_EQ(data.status, 1);
    EXPECT_NE(data.err.find(other + " does not hold the images of this project"), std::string::npos) << data.err;
}

TEST(Resume, GoesOnForLongerWithAnotherBeta) {
    Cli cli;
    const std::string project = cli.trained();
    const CliResult nothing = cli.run({"train", "--resume", "--project", project});
    EXPECT_EQ(nothing.status, 0);
    EXPECT_NE(nothing.out.find("Nothing is left to train"), std::string::npos) << nothing.out;
    const CliResult longer =
        cli.run({"train", "--resume", "--project", project, "--epochs", "3", "--set", "beta=4", "--json"});
    ASSERT_EQ(longer.status, 0) << longer.err;
    EXPECT_EQ(longer.last("done").at("epochs"), 3);
    const nlohmann::json terms = longer.last("step").at("terms");
    EXPECT_NEAR(terms.at("total").get<double>(),
                terms.at("reconstruction").get<double>() + 4 * terms.at("kl").get<double>(), 1e-2);
}

}  // namespace
}  // namespace zscape
