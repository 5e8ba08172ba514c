#include "engine/project/database.h"
#include "engine/project/project.h"
#include "tests/app/cli_process.h"

#include <fstream>
#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(TrainCommand, LinesHaveTheirKeysAndNumbersFitTogether) {
    Cli cli;
    const std::string images = cli.makeImages();
    std::ofstream(images + "/across/broken.png") << "no picture";
    const CliResult result = cli.run({"train", images, "--recipe", "vae-2d", "--project", "p.zscape", "--epochs", "3",
                                      "--set", "batch_size=8", "--set", "channels=1", "--seed", "5", "--json"});
    ASSERT_EQ(result.status, 0) << result.err;
    const nlohmann::json data = result.lines().front();
    EXPECT_EQ(data.at("event"), "data");
    EXPECT_EQ(data.at("images"), 24);
    EXPECT_EQ(data.at("found"), 25);
    ASSERT_EQ(data.at("unreadable").size(), 1U);
    EXPECT_NE(data.at("unreadable")[0].at("file").get<std::string>().find("broken.png"), std::string::npos);
    EXPECT_FALSE(data.at("unreadable")[0].at("reason").get<std::string>().empty());
    EXPECT_EQ(data.at("size"), 16);
    EXPECT_EQ(data.at("channels"), 1);
    EXPECT_EQ(data.at("labels"), (std::vector<std::string>{"across", "down"}));

    int64_t steps = 0, epochs = 0;
    for (const nlohmann::json& line : result.lines()) {
        if (line.at("event") == "step") {
            EXPECT_EQ(line.at("step"), ++steps);
            EXPECT_EQ(line.at("epoch"), (steps + 2) / 3) << "three steps of 8, 8 and 6 images";
            const nlohmann::json& terms = line.at("terms");
            EXPECT_NEAR(terms.at("total").get<double>(),
                        terms.at("reconstruction").get<double>() + terms.at("kl").get<double>(), 1e-2);
            EXPECT_GT(line.at("images_per_second"), 0.0);
        }
        if (line.at("event") == "epoch") {
            EXPECT_EQ(line.at("epoch"), ++epochs);
            EXPECT_GT(line.at("train").at("total"), 0.0);
            EXPECT_GT(line.at("heldout").at("kl"), 0.0);
        }
    }
    EXPECT_EQ(steps, 9);
    EXPECT_EQ(epochs, 3);
    const nlohmann::json done = result.lines().back();
    EXPECT_EQ(done.at("event"), "done");
    EXPECT_EQ(done.at("steps"), 9);
    EXPECT_EQ(done.at("epochs"), 3);
    EXPECT_GT(done.at("seconds"), 0.0);
    EXPECT_GT(done.at("images_per_second"), 0.0);
    EXPECT_EQ(done.at("heldout"), result.last("epoch").at("heldout"));
    EXPECT_EQ(done.at("project"), cli.path("p.zscape"));
    EXPECT_TRUE(Project::isProject(cli.path("p.zscape")));
}

TEST(TrainCommand, TheSameSeedGivesTheSameNumbers) {
    Cli cli;
    const std::string images = cli.makeImages();
    const auto heldOut = [&](const std::string& project, const std::string& seed) {
        return cli
            .run({"train", images, "--recipe", "vae-2d", "--project", project, "--epochs", "2", "--seed", seed,
                  "--json"})
            .last("done")
            .at("heldout");
    };
    const nlohmann::json first = heldOut("a", "1");
    EXPECT_EQ(heldOut("b", "1"), first);
    EXPECT_NE(heldOut("c", "2"), first);
}

TEST(TrainCommand, StepsInTheMiddleOfAnEpochEndWithAMeasuredLoss) {
    Cli cli;
    const CliResult result = cli.run({"train", "sample:shapes", "--recipe", "ae", "--project", "p", "--steps", "2",
                                      "--set", "count=64", "--set", "size=16", "--set", "batch_size=16", "--json"});
    ASSERT_EQ(result.status, 0) << result.err;
    const nlohmann::json done = result.last("done");
    EXPECT_EQ(done.at("steps"), 2);
    EXPECT_GT(done.at("epochs"), 0.0);
    EXPECT_LT(done.at("epochs"), 1.0);
    EXPECT_GT(done.at("heldout").at("reconstruction"), 0.0);
    EXPECT_FALSE(done.at("heldout").contains("kl")) << "an autoencoder has no such term";
}

TEST(TrainCommand, HeldOutImagesOfTheirOwnAreMeasuredOn) {
    Cli cli;
    const std::string images = cli.makeImages();
    const CliResult result = cli.run({"train", images + "/across", "--heldout", images + "/down", "--recipe", "vae-2d",
                                      "--project", "p", "--epochs", "1", "--json"});
    ASSERT_EQ(result.status, 0) << result.err;
    const CliResult evaluated = cli.run({"evaluate", "p", "--json"});
    EXPECT_EQ(evaluated.last("evaluation").at("images"), 12);
    EXPECT_EQ(evaluated.last("evaluation").at("terms"), result.last("done").at("heldout"));
}

TEST(TrainCommand, AProjectTakesASecondRun) {
    Cli cli;
    const std::string project = cli.trained("vae-2d");
    const nlohmann::json first = cli.run({"info", project, "--json"}).last("info");
    std::vector<std::string> words{"train", cli.path("images"), "--recipe", "ae",    "--project",
                                   project, "--epochs",         "1",        "--json"};
    const CliResult unasked = cli.run(words);
    EXPECT_EQ(unasked.status, 2) << unasked.err;
    for (const char* says : {"--resume", "--new", "trained for"})
        EXPECT_NE(unasked.err.find(says), std::string::npos) << unasked.err;
    EXPECT_EQ(cli.run({"info", project, "--json"}).last("info"), first);
    words.emplace_back("--new");
    const CliResult second = cli.run(words);
    ASSERT_EQ(second.status, 0) << second.err;
    const nlohmann::json info = cli.run({"info", project, "--json"}).last("info");
    EXPECT_EQ(info.at("recipe"), "ae");
    EXPECT_EQ(info.at("epochs"), 1);
    EXPECT_EQ(info.at("heldout"), second.last("done").at("heldout"));
    EXPECT_EQ(info.at("run"), 2);
    ASSERT_EQ(info.at("runs").size(), 2U);
    EXPECT_EQ(info.at("runs")[0], (nlohmann::json{{"run", 1}, {"recipe", "vae-2d"}, {"steps", first.at("steps")}}));
    EXPECT_NE(cli.run({"info", project}).out.find("--run 1"), std::string::npos);

    // Each verb reaches the one that came before.
    const auto ask = [&](std::vector<std::string> verb) {
        verb.insert(verb.begin() + 1, {project, "--run", "1"});
        const CliResult result = cli.run(verb);
        EXPECT_EQ(result.status, 0) << verb.front() << ": " << result.err;
        return result;
    };
    EXPECT_EQ(ask({"info", "--json"}).last("info").at("heldout"), first.at("heldout"));
    EXPECT_TRUE(ask({"evaluate", "--json"}).last("evaluation").at("terms").contains("kl"));
    ask({"encode", "--data", cli.path("images"), "--out", "c.csv"});
    ask({"decode", "--z", "0,0", "--out", "d.png"});
    ask({"reconstruct", "--data", cli.path("images"), "--out", "r.png"});
    ask({"interpolate", cli.path("images/across/0.png"), cli.path("images/down/0.png"), "--steps", "3", "--out",
         "i.png"});
    ask({"sample", "--count", "4", "--out", "s.png"});
    const CliResult resumed =
        cli.run({"train", "--resume", "--run", "1", "--project", project, "--epochs", "3", "--json"});
    ASSERT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_GT(resumed.last("done").at("steps"), first.at("steps"));
    EXPECT_EQ(ask({"info", "--json"}).last("info").at("steps"), resumed.last("done").at("steps"));
    // By name, and with the best weights, as the list has it.
    Project::open(cli.path("vae-2d.zscape")).rename(1, "first one");
    const CliResult listed = cli.run({"runs", project, "--json"});
    ASSERT_EQ(listed.status, 0) << listed.err;
    EXPECT_EQ(listed.last("run").at("run"), 2);
    EXPECT_EQ(listed.last("run").at("recipe"), "ae");
    const CliResult told = cli.run({"runs", project});
    EXPECT_NE(told.out.find("run 1 (first one): vae-2d"), std::string::npos) << told.out;
    const CliResult named = cli.run({"info", project, "--run", "First One", "--json"});
    EXPECT_EQ(named.last("info").at("run"), 1) << named.err;
    const auto kept = listed.last("run").at("best_weights");
    ASSERT_TRUE(kept.is_number());
    EXPECT_EQ(cli.run({"info", project, "--run", "2", "--weights", "best", "--json"}).last("info").at("steps"), kept);
    ask({"decode", "--z", "0,0", "--out", "b.png", "--weights", "best"});
    const CliResult none = cli.run({"info", project, "--run", "7"});
    EXPECT_EQ(none.status, 2);
    EXPECT_NE(none.err.find("no run 7"), std::string::npos) << none.err;
}

TEST(TrainCommand, EachRunHasItsImagesAndTheRunThatItTookUp) {
    Cli cli;
    const std::string project = cli.trained("vae-2d");
    const nlohmann::json before = cli.run({"evaluate", project, "--json"}).last("evaluation");
    const CliResult other = cli.run({"train", "sample:shapes", "--recipe", "ae", "--project", project, "--new",
                                     "--steps", "2", "--set", "count=64", "--set", "size=16"});
    ASSERT_EQ(other.status, 0) << other.err;
    const auto sourcesOf = [&](const std::string& run) {
        return cli.run({"info", project, "--run", run, "--json"}).last("info").at("sources");
    };
    EXPECT_EQ(sourcesOf("1"), (nlohmann::json{cli.path("images")}));
    EXPECT_EQ(sourcesOf("2"), (nlohmann::json{"sample:shapes"}));
    EXPECT_EQ(cli.run({"evaluate", project, "--run", "1", "--json"}).last("evaluation"), before);
    EXPECT_EQ(cli.run({"info", project, "--json"}).last("info").at("run"), 2);
    // What is gone on with is saved last.
    const CliResult resumed = cli.run({"train", "--resume", "--run", "1", "--project", project, "--epochs", "3"});
    ASSERT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_EQ(cli.run({"info", project, "--json"}).last("info").at("run"), 1);
    Database(cli.path("vae-2d.zscape/project.db"), Database::Mode::Open)
        .execute(
            "UPDATE run SET parent = 1, parent_step = 1200, parent_recipe = 'vae-2d', weights_carried = 1 "
            "WHERE id = 2");
    const CliResult info = cli.run({"info", project});
    EXPECT_NE(info.out.find("run 2       ae, 2 steps, from run 1 at step 1,200, weights carried;"), std::string::npos)
        << info.out;
    EXPECT_EQ(cli.run({"info", project, "--json"}).last("info").at("runs")[1].at("parent"),
              (nlohmann::json{{"run", 1}, {"step", 1200}, {"weights_carried", true}}));
}

TEST(TrainCommand, ARunThatCannotFitIsRefusedBeforeItStarts) {
    Cli cli;
    const CliResult result =
        cli.run({"train", cli.makeImages(4), "--recipe", "vae", "--set", "size=256", "--set", "width=256", "--set",
                 "batch_size=65536", "--project", cli.path("big"), "--epochs", "1"});
    EXPECT_EQ(result.status, 1) << result.err;
    EXPECT_NE(result.err.find("error: This model needs about"), std::string::npos) << result.err;
    EXPECT_EQ(result.err.find("This model needs about"), result.err.rfind("This model needs about"))
        << "said once: " << result.err;
    EXPECT_FALSE(std::filesystem::exists(cli.path("big")));
}

TEST(TrainCommand, AProjectThatIsOpenElsewhereIsRefused) {
    Cli cli;
    const std::string images = cli.makeImages(4);
    const Project open = Project::create(cli.path("busy.zscape"));
    const CliResult result =
        cli.run({"train", images, "--recipe", "vae-2d", "--project", "busy.zscape", "--epochs", "1"});
    EXPECT_EQ(result.status, 1);
    EXPECT_NE(result.err.find("another Zscape"), std::string::npos) << result.err;
}

TEST(TrainCommand, PeopleReadSentencesAndNoProgressBarWithoutATerminal) {
    Cli cli;
    const CliResult result =
        cli.run({"train", cli.makeImages(), "--recipe", "vae-2d", "--project", "p", "--epochs", "2"});
    EXPECT_EQ(result.status, 0);
    EXPECT_NE(result.out.find("24 images, 16x16 grey, 2 labels"), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("epoch 2 of 2: total "), std::string::npos) << result.out;
    EXPECT_EQ(result.err, "");
    EXPECT_EQ(result.out.find('\r'), std::string::npos);
}

TEST(TrainCommand, ARunThatEndsByItselfSaysWhyAndGoesOn) {
    Cli cli;
    const std::vector<std::string> command = {"train", cli.makeImages(),     "--recipe", "vae-2d",       "--project",
                                              "p",     "--epochs",           "400",      "--set",        "patience=2",
                                              "--set", "learning_rate=1e-7", "--set",    "batch_size=8", "--json"};
    const CliResult result = cli.run(command);
    ASSERT_EQ(result.status, 0) << result.err;
    const nlohmann::json ended = result.last("ended"), done = result.last("done");
    ASSERT_TRUE(ended.is_object()) << result.out;
    EXPECT_EQ(ended.at("reason"), "patience");
    EXPECT_EQ(ended.at("step"), done.at("steps"));
    EXPECT_TRUE(ended.at("sentence")
                    .get<std::string>()
                    .starts_with("Ended by itself: 2 epochs without a better held-out loss; best at epoch "))
        << ended;
    EXPECT_NE(result.err.find("Ended by itself"), std::string::npos) << result.err;
    EXPECT_EQ(done.at("ended_by"), "patience");
    const int64_t epochs = done.at("epochs");
    EXPECT_LT(epochs, 400);
    // Resumed with a number it goes as far as that, and with none it waits anew.
    const auto resumed = [&](const std::vector<std::string>& more) {
        std::vector<std::string> all{"train", "--resume", "--project", "p", "--json"};
        all.insert(all.end(), more.begin(), more.end());
        return cli.run(all).last("done");
    };
    const nlohmann::json longer = resumed({"--epochs", std::to_string(epochs + 10)});
    EXPECT_EQ(longer.at("epochs"), epochs + 10);
    EXPECT_FALSE(longer.contains("ended_by"));
    const nlohmann::json planned = resumed({"--set", "epochs=400"});
    EXPECT_EQ(planned.at("ended_by"), "patience");
    EXPECT_GE(planned.at("epochs"), epochs + 12);

    const CliResult timed = cli.run({"train", cli.path("images"), "--recipe", "vae-2d", "--project", "q", "--set",
                                     "minutes=0.005", "--set", "epochs=1000000"});
    EXPECT_EQ(timed.status, 0) << timed.err;
    EXPECT_NE(timed.out.find("Ended by itself: 0.005 minutes of training are over"), std::string::npos) << timed.out;
}

TEST(TrainCommand, DefaultsAreChosenByTheNumberOfImages) {
    Cli cli;
    const std::string images = cli.makeImages();
    ASSERT_EQ(cli.run({"train", images, "--recipe", "vae-2d", "--project", "p", "--steps", "2"}).status, 0);
    const auto setting = [&](const std::string& project, const std::string& key) {
        const nlohmann::json info = cli.run({"info", project, "--json"}).last("info");
        for (const nlohmann::json& one : info.at("settings"))
            if (one.at("key") == key) return one;
        return nlohmann::json();
    };
    EXPECT_EQ(setting("p", "batch_size").at("value"), 32);
    EXPECT_EQ(setting("p", "batch_size").at("automatic"), true);
    EXPECT_EQ(setting("p", "epochs").at("value"), 2500) << "22 train, one step an epoch";
    const std::string said = cli.run({"info", "p"}).out;
    EXPECT_NE(said.find("batch_size = 32 images (by the number of images)"), std::string::npos) << said;
    ASSERT_EQ(cli.run({"train", images, "--recipe", "vae-2d", "--project", "q", "--steps", "2", "--set",
                       "batch_size=128", "--set", "mirror=on"})
                  .status,
              0);
    EXPECT_EQ(setting("q", "batch_size").at("value"), 128);
    EXPECT_EQ(setting("q", "batch_size").at("automatic"), false);
    EXPECT_EQ(setting("q", "mirror").at("value"), true);
    EXPECT_NE(cli.run({"train", images, "--recipe", "vae-2d", "--project", "r", "--set", "miror=on"})
                  .err.find("Did you mean mirror?"),
              std::string::npos);
    // The number that was chosen is the run's: asking for the choice again asks for nothing else.
    EXPECT_EQ(cli.run({"train", "--resume", "--project", "p", "--steps", "3", "--set", "batch_size=0"}).status, 0);
    EXPECT_EQ(cli.run({"train", "--resume", "--project", "q", "--steps", "3", "--set", "batch_size=0"}).status, 1)
        << "128 cannot become 32 now";
}

TEST(TrainCommand, InfoTellsWhatWasTrained) {
    Cli cli;
    const CliResult trained = cli.run({"train", cli.makeImages(), "--recipe", "beta-vae", "--project", "p", "--epochs",
                                       "2", "--set", "beta=3", "--json"});
    ASSERT_EQ(trained.status, 0) << trained.err;
    const nlohmann::json info = cli.run({"info", "p", "--json"}).last("info");
    EXPECT_EQ(info.at("recipe"), "beta-vae");
    EXPECT_EQ(info.at("steps"), trained.last("done").at("steps"));
    EXPECT_EQ(info.at("epochs"), 2);
    EXPECT_EQ(info.at("images"), 24);
    EXPECT_EQ(info.at("heldout"), trained.last("done").at("heldout"));
    EXPECT_GT(info.at("parameters"), 1000);
    const nlohmann::json& kl = info.at("ledger").at(1);
    EXPECT_EQ(kl.at("term"), "kl");
    EXPECT_EQ(kl.at("unit"), "nats per image");
    EXPECT_NEAR(kl.at("weight").get<double>(), kl.at("effective_beta").get<double>(), 1e-5);
    EXPECT_NEAR(kl.at("contribution").get<double>(), kl.at("weight").get<double>() * kl.at("value").get<double>(),
                1e-3);
    EXPECT_GT(kl.at("effective_beta"), kl.at("normalised_beta")) << "there are more pixels than dimensions";
    for (const nlohmann::json& setting : info.at("settings")) {
        if (setting.at("key") != "beta") continue;
        EXPECT_EQ(setting.at("value"), 3.0);
    }
    EXPECT_NE(cli.run({"info", "p"}).out.find("beta-vae"), std::string::npos);
}

}  // namespace
}  // namespace zscape
