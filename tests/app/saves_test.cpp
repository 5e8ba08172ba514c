#include "engine/project/database.h"
#include "engine/project/project.h"
#include "tests/app/cli_process.h"

#include <csignal>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> endless(Cli& cli, const std::string& project) {
    return {"train",    cli.makeImages(), "--recipe", "vae-2d",       "--project", project,
            "--epochs", "100000",         "--set",    "batch_size=8", "--json"};
}

constexpr const char* kThirdEpoch = R"("event":"epoch","epoch":3,)";

int64_t stepsOf(Cli& cli, const std::string& project) {
    const CliResult info = cli.run({"info", project, "--json"});
    EXPECT_EQ(info.status, 0) << project << ": " << info.err;
    return info.status == 0 ? info.last("info").at("steps").get<int64_t>() : -1;
}

TEST(Saves, ARunThatWasKilledBeforeItsFirstSaveHidesNone) {
    Cli cli;
    const std::string project = cli.trained();
    const int64_t steps = stepsOf(cli, project);
    std::vector<std::string> words = endless(cli, project);
    words.emplace_back("--new");
    EXPECT_EQ(cli.runAndSignal(words, kThirdEpoch, SIGKILL).status, 128 + SIGKILL);
    EXPECT_EQ(stepsOf(cli, project), steps);
    EXPECT_EQ(cli.run({"decode", project, "--z", "0,0", "--out", "d.png"}).status, 0);
    const CliResult resumed =
        cli.run({"train", "--resume", "--project", project, "--steps", std::to_string(steps + 2), "--json"});
    EXPECT_EQ(resumed.last("done").at("steps"), steps + 2) << resumed.err;
    EXPECT_NE(resumed.err.find("number 2, was never trained"), std::string::npos) << resumed.err;
}

TEST(Saves, AProjectThatIsRenamedWhileItTrainsIsSavedWholeWhereItWasSaid) {
    Cli cli;
    bool moved = false;
    const CliResult result = cli.runUntil(
        endless(cli, "a.zscape"),
        [&](const CliResult& soFar, pid_t) {
            if (soFar.out.find(kThirdEpoch) == std::string::npos) return false;
            if (!std::exchange(moved, true)) fs::rename(cli.path("a.zscape"), cli.path("b.zscape"));
            return true;
        },
        SIGTERM);
    EXPECT_EQ(result.status, 128 + SIGTERM) << result.err;
    const nlohmann::json done = result.last("done");
    ASSERT_TRUE(done.is_object()) << result.out << result.err;
    EXPECT_EQ(done.at("project"), cli.path("a.zscape"));
    EXPECT_EQ(stepsOf(cli, "a.zscape"), done.at("steps"));
    EXPECT_EQ(stepsOf(cli, "b.zscape"), 0) << "as it was before";
    EXPECT_NE(result.err.find("was moved, renamed or deleted"), std::string::npos) << result.err;
    EXPECT_EQ(cli.run({"train", "--resume", "--project", "a.zscape", "--steps",
                       std::to_string(done.at("steps").get<int64_t>() + 1)})
                  .status,
              0);
}

TEST(Saves, WhatIsSaidToBeUnchangedIs) {
    Cli cli;
    const CliResult result = cli.runAndSignal(endless(cli, "p.zscape"), R"("event":"data")", SIGINT);
    EXPECT_EQ(result.status, 128 + SIGINT);
    // The signal comes before, while or after the project is made.
    EXPECT_EQ(result.err.find("nothing was changed") != std::string::npos, !fs::exists(cli.path("p.zscape")))
        << result.err;
    if (!fs::exists(cli.path("p.zscape"))) return;
    EXPECT_GE(stepsOf(cli, "p.zscape"), 0);
}

/// In the place of the project lies a file: nothing can be saved there.
void putFileInPlace(const Cli& cli) {
    fs::rename(cli.path("p.zscape"), cli.path("moved.zscape"));
    std::ofstream(cli.path("p.zscape")) << "no project";
}

std::vector<std::string> shortRun(Cli& cli) {
    std::vector<std::string> words = endless(cli, "p.zscape");
    words[7] = "400";
    return words;
}

TEST(Saves, WhatCannotBeSavedAtTheEndIsKeptUntilItCan) {
    Cli cli;
    bool placed = false;
    const CliResult result = cli.runUntil(
        shortRun(cli),
        [&](const CliResult& soFar, pid_t) {
            if (soFar.out.find(kThirdEpoch) != std::string::npos && !std::exchange(placed, true)) putFileInPlace(cli);
            if (soFar.err.find("tried again") == std::string::npos) return false;
            return fs::remove(cli.path("p.zscape"));
        },
        SIGCONT);  // which changes nothing
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.last("done").at("project"), cli.path("p.zscape"));
    EXPECT_EQ(stepsOf(cli, "p.zscape"), result.last("done").at("steps"));
    EXPECT_NE(result.err.find("data/zscape/unsaved/p.zscape"), std::string::npos) << "where else: " << result.err;
}

TEST(Saves, ASignalSavesItElsewhere) {
    Cli cli;
    bool placed = false;
    const CliResult result = cli.runUntil(
        shortRun(cli),
        [&](const CliResult& soFar, pid_t) {
            if (soFar.out.find(kThirdEpoch) != std::string::npos && !std::exchange(placed, true)) putFileInPlace(cli);
            return soFar.err.find("tried again") != std::string::npos;
        },
        SIGINT);
    EXPECT_EQ(result.status, 128 + SIGINT) << result.err;
    const nlohmann::json done = result.last("done");
    ASSERT_TRUE(done.is_object()) << result.err;
    const std::string place = cli.path("data/zscape/unsaved/p.zscape");
    EXPECT_EQ(done.at("project"), place);
    EXPECT_EQ(done.at("epochs"), 400);
    EXPECT_EQ(stepsOf(cli, place), done.at("steps"));
    EXPECT_EQ(cli.run({"train", "--resume", "--project", place, "--epochs", "401"}).status, 0);
}

/// The run's project after `sql`, as a stranger would send it.
void tamper(const std::string& project, const std::string& sql) {
    const Database database(fs::path(project) / "project.db", Database::Mode::Open);
    database.execute("PRAGMA ignore_check_constraints = ON");
    database.execute(sql);
}

TEST(Saves, AStrangersProjectEndsWithASentence) {
    Cli cli;
    const std::string project = cli.trained();
    const std::string copy = cli.path("copy.zscape");
    const std::vector<std::pair<std::string, std::string>> all{
        {"UPDATE metric SET kind = 99 WHERE kind = 0 AND step = 1", "metric.kind"},
        {"UPDATE metric SET kind = -4 WHERE kind = 0 AND step = 1", "metric.kind"},
        {"UPDATE metric SET kind = 2147483648 WHERE kind = 0 AND step = 1", "metric.kind"},
        {"UPDATE run SET config = json_set(config, '$.threads', 100000)", "threads"},
        {"UPDATE run SET config = json_set(config, '$.threads', 1000000)", "threads"},
        {"UPDATE run SET spec = json_set(spec, '$.choices.reconstruction', json('[]'))", "reconstruction"},
        {"UPDATE run SET spec = json_set(spec, '$.values.batch_size', -5)", "batch_size"},
        {"UPDATE run SET epochs_planned = 4611686018427387904", "epochs_planned"},
        {"DELETE FROM data_source", "list of images"},
        {"UPDATE data_source SET source = ''", "list of images"},
        {"UPDATE data SET import_settings = json_set(import_settings, '$.size', 12)", "size"},
    };
    for (const auto& [sql, says] : all) {
        fs::remove_all(copy);
        fs::copy(project, copy, fs::copy_options::recursive);
        tamper(copy, sql);
        const CliResult result = cli.run({"train", "--resume", "--project", copy, "--epochs", "3"});
        EXPECT_EQ(result.status, 1) << sql << ": " << result.err;
        EXPECT_NE(result.err.find(says), std::string::npos) << sql << ": " << result.err;
    }
}

TEST(Saves, WhatADamagedProjectCannotTakeIsSavedElsewhereAtOnce) {
    Cli cli;
    const std::string project = cli.trained();
    tamper(project, "INSERT OR REPLACE INTO codes SELECT id, 0.5, '1.safetensors', 10, 1 FROM run");
    const CliResult result = cli.run({"train", "--resume", "--project", project, "--epochs", "3", "--json"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err.find("tried again"), std::string::npos) << "nothing passes there: " << result.err;
    EXPECT_NE(result.err.find("codes.step"), std::string::npos) << result.err;
    const std::string there = result.last("done").at("project");
    EXPECT_NE(there, project);
    EXPECT_EQ(cli.run({"train", "--resume", "--project", there, "--epochs", "4"}).status, 0);
}

TEST(Saves, AFileOfTwelveGigabytesIsNotReadToBeRefused) {
    Cli cli;
    const std::string project = cli.trained();
    const int64_t steps = stepsOf(cli, project), bytes = int64_t{12} << 30;
    tamper(project, "DELETE FROM checkpoint WHERE step = 0; UPDATE checkpoint SET bytes = " + std::to_string(bytes));
    fs::resize_file(fs::path(project) / "checkpoints" / "1" / (std::to_string(steps) + ".safetensors"),
                    static_cast<uintmax_t>(bytes));
    rusage before{}, after{};
    ::getrusage(RUSAGE_CHILDREN, &before);
    const CliResult result = cli.run({"info", project});
    ::getrusage(RUSAGE_CHILDREN, &after);
    EXPECT_EQ(result.status, 1);
    EXPECT_NE(result.err.find("damaged"), std::string::npos) << result.err;
    // The largest of all children so far, which under a sanitizer is larger than that by itself.
    EXPECT_LE(after.ru_maxrss, std::max<long>(before.ru_maxrss, 1 << 20)) << "kilobytes";
}

TEST(Saves, WhereTheNewestWeightsAreDamagedTheOlderOnesAreUsedAndSaid) {
    Cli cli;
    const std::string project = cli.trained();
    const int64_t older = stepsOf(cli, project);
    ASSERT_EQ(cli.run({"train", "--resume", "--project", project, "--epochs", "4"}).status, 0);
    const int64_t newest = stepsOf(cli, project);
    fs::resize_file(fs::path(project) / "checkpoints" / "1" / (std::to_string(newest) + ".safetensors"), 100);
    const CliResult info = cli.run({"info", project, "--json"});
    EXPECT_EQ(info.last("info").at("steps"), older) << info.err;
    const CliResult decoded = cli.run({"decode", project, "--z", "0,0", "--out", "d.png"});
    EXPECT_EQ(decoded.status, 0);
    for (const CliResult& result : {info, decoded})
        EXPECT_NE(result.err.find("The weights of step " + std::to_string(newest) + " cannot be used"),
                  std::string::npos)
            << result.err;
    const CliResult resumed = cli.run({"train", "--resume", "--project", project, "--epochs", "4", "--json"});
    EXPECT_EQ(resumed.last("done").at("steps"), newest) << resumed.err;
    EXPECT_NE(resumed.err.find("cannot be used"), std::string::npos) << resumed.err;
    EXPECT_EQ(stepsOf(cli, project), newest);
    EXPECT_EQ(cli.run({"info", project}).err, "");
}

}  // namespace
}  // namespace zscape
