#include "engine/data/picture_writers.h"
#include "tests/app/cli_process.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace zscape {
namespace {

namespace fs = std::filesystem;

/// Folders as people have them, from the command line: what is said, and that the same words make the same run.
class Folders : public testing::Test {
protected:
    void add(const std::string& name, int kind = -1) {
        const int value = kind >= 0 ? kind : 80 + next_++;
        Picture picture{16, 16, 1, std::vector<uint8_t>(256)};
        for (size_t i = 0; i < 256; ++i)
            picture.pixels[i] = static_cast<uint8_t>(i < 16 ? value : i);  // told apart by the first row
        fs::create_directories((cli.folder() / ("set/" + name)).parent_path());
        writePng(cli.folder() / ("set/" + name), picture);
    }
    void addMany(const std::string& folder, int count) {
        for (int i = 0; i < count; ++i) add(folder + "/" + std::to_string(i) + ".png");
    }
    void text(const std::string& name, const std::string& content) {
        std::ofstream(cli.path("set/" + name)) << content;
    }

    CliResult train(const std::string& project, std::vector<std::string> more = {}) {
        std::vector<std::string> words{"train",     "set",   "--recipe",     "vae-dense", "--set",
                                       "hidden=16", "--set", "batch_size=8", "--project", project,
                                       "--steps",   "3",     "--threads",    "1",         "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return cli.run(words);
    }
    int evaluated(const std::vector<std::string>& more) {
        std::vector<std::string> words{"evaluate", "p", "--json"};
        words.insert(words.end(), more.begin(), more.end());
        const CliResult result = cli.run(words);
        EXPECT_EQ(result.status, 0) << result.err;
        return result.status == 0 ? result.last("evaluation").at("images").get<int>() : -1;
    }
    static bool says(const CliResult& result, const std::string& words) {
        return result.err.find(words) != std::string::npos;
    }
    std::vector<std::string> csv(const std::string& name) {
        std::ifstream stream(cli.path(name));
        std::vector<std::string> lines;
        for (std::string line; std::getline(stream, line);) lines.push_back(line);
        return lines;
    }

    Cli cli;

private:
    int next_ = 0;
};

TEST_F(Folders, TheSplitIsTheirOwn) {
    for (const char* label : {"cat", "dog"}) {
        addMany(std::string("Train/") + label, 24);
        addMany(std::string("val/") + label, 6);
        addMany(std::string("TEST/") + label, 10);
    }
    const CliResult result = train("p");
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_TRUE(says(result, "Its own split: 48 to train, 12 held out, 20 to test")) << result.err;
    const nlohmann::json data = result.last("data");
    EXPECT_EQ(data.at("split"), (nlohmann::json{{"train", 48}, {"heldout", 12}, {"test", 20}}));
    EXPECT_EQ(data.at("own_split"), true);
    EXPECT_EQ(data.at("labels"), (std::vector<std::string>{"cat", "dog"}));
    EXPECT_EQ(data.at("unlabelled"), 0);
    EXPECT_EQ(evaluated({}), 12);
    EXPECT_EQ(evaluated({"--split", "heldout"}), 12);
    EXPECT_EQ(evaluated({"--split", "train"}), 48);
    EXPECT_EQ(evaluated({"--split", "test"}), 20);
    EXPECT_EQ(evaluated({"--data", "set"}), 12) << "what its own split holds out";
    EXPECT_EQ(evaluated({"--data", "set", "--split", "test"}), 20);
    EXPECT_EQ(evaluated({"--data", "set/Train"}), 48);
    EXPECT_NE(cli.run({"evaluate", "p", "--data", "set/Train", "--split", "test"}).status, 0);
    EXPECT_EQ(cli.run({"evaluate", "p", "--split", "validation"}).status, 2);

    const CliResult off = train("off", {"--set", "split=random"});
    ASSERT_EQ(off.status, 0) << off.err;
    EXPECT_EQ(off.last("data").at("split"), (nlohmann::json{{"train", 72}, {"heldout", 8}, {"test", 0}}));
    EXPECT_EQ(off.last("data").at("own_split"), false);
    EXPECT_EQ(off.last("data").at("labels"), (std::vector<std::string>{"cat", "dog"}));
    EXPECT_NE(cli.run({"evaluate", "off", "--split", "test"}).status, 0) << "there are no test images";
}

TEST_F(Folders, TheSameWordsMakeTheSameRun) {
    addMany("train/cat", 10);
    addMany("train/dog", 10);
    addMany("test", 6);
    text("ages.csv", "picture;age\ntrain/cat/0.png;3,5\ntrain/cat/1.png;4\ntrain/dog/0.png;5\ntest/0.png;6\n");
    const CliResult first = train("p");
    ASSERT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(first.last("data").at("unlabelled"), 6);
    EXPECT_TRUE(says(first, "Images without a label: 6 of 26")) << first.err;
    const CliResult again = train("q", {"--set", "split=own", "--set", "labels=level:2", "--set", "group=none", "--set",
                                        "table=ages.csv", "--set", "duplicates=keep"});
    ASSERT_EQ(again.status, 0) << again.err;
    EXPECT_EQ(again.last("data"), first.last("data"));
    EXPECT_EQ(again.last("done").at("heldout"), first.last("done").at("heldout"));
    const CliResult resumed = cli.run({"train", "set", "--resume", "--project", "p", "--set", "split=own", "--set",
                                       "labels=", "--set", "table=ages.csv", "--steps", "5", "--threads", "1"});
    EXPECT_EQ(resumed.status, 0) << resumed.err;
    const CliResult other =
        cli.run({"train", "set", "--resume", "--project", "p", "--set", "split=random", "--steps", "6"});
    EXPECT_EQ(other.status, 1);
    EXPECT_TRUE(says(other, "split was own")) << other.err;
}

TEST_F(Folders, ColumnsStandInTheCsvOfEncode) {
    for (const char* name : {"a.png", "b.png", "c.png", "d.png", "e.png", "f.png", "g.png", "h.png", "i.png", "j.png"})
        add(name);
    text("metadata.csv",
         "file_name,kind,age,note\r\na.png,cat,3.5,\"says \"\"no\"\", "
         "often\"\r\nb.png,dog,,x\r\nzzz.png,cat,1,y\r\nc.png,cat,2,z\r\nd.png,dog,7,w\r\ne.png,cat,8,v\r\n");
    const CliResult result = train("p", {"--set", "labels=column:kind"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_TRUE(says(result, "Rows of the table metadata.csv that name no image which was read: 1, such as zzz.png"))
        << result.err;
    EXPECT_TRUE(says(result, "Images without a row in the table metadata.csv: 5, such as f.png")) << result.err;
    EXPECT_EQ(result.last("data").at("labels"), (std::vector<std::string>{"cat", "dog"}));
    EXPECT_EQ(result.last("data").at("unlabelled"), 5);
    ASSERT_EQ(cli.run({"encode", "p", "--data", "set", "--out", "codes.csv"}).status, 0);
    const std::vector<std::string> lines = csv("codes.csv");
    ASSERT_EQ(lines.size(), 11U);
    EXPECT_EQ(lines[0].substr(0, 28), "name,label,kind,age,note,z0,");
    EXPECT_EQ(lines[1].substr(0, 38), "a.png,cat,cat,3.5,\"says \"\"no\"\", often\"");
    EXPECT_EQ(lines[2].substr(0, 17), "b.png,dog,dog,,x,");
    EXPECT_EQ(lines[6].substr(0, 9), "f.png,,,,");
}

TEST_F(Folders, DuplicatesAcrossTheSplitAreTold) {
    addMany("train", 10);
    add("train/same.png", 3);
    add("test/other.png", 3);
    add("test/own.png", 77);
    const CliResult result = train("p");
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_TRUE(says(result, "with exactly the pixels of one on another side")) << result.err;
    EXPECT_TRUE(says(result, "train/same.png"));
    EXPECT_TRUE(says(result, "duplicates=train"));
    const CliResult moved = train("q", {"--set", "duplicates=train"});
    ASSERT_EQ(moved.status, 0) << moved.err;
    EXPECT_FALSE(says(moved, "with exactly the pixels of one on another side")) << moved.err;
    EXPECT_EQ(moved.last("data").at("split").at("train"), 12);
    EXPECT_EQ(moved.last("data").at("split").at("heldout"), 1);
}

TEST_F(Folders, WhatLiesUnderTransparentPicturesIsSaid) {
    const fs::path files = fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files";
    addMany(".", 6);
    for (const char* name : {"1", "2"})
        fs::copy_file(files / "pictogram_white_la.png", cli.folder() / "set" / (std::string("white") + name + ".png"));
    const CliResult guessed = train("p");
    ASSERT_EQ(guessed.status, 0) << guessed.err;
    EXPECT_TRUE(says(guessed, "Background: black behind 2 transparent pictures (a guess")) << guessed.err;
    const CliResult given = train("q", {"--set", "background=#00ff80"});
    ASSERT_EQ(given.status, 0) << given.err;
    EXPECT_TRUE(says(given, "Background: #00ff80 behind 2 transparent pictures\n")) << given.err;
    const auto resumed = [&](const std::string& set) {
        return cli.run({"train", "set", "--resume", "--project", "p", "--set", set, "--steps", "6"});
    };
    const CliResult same = resumed("background=guess");
    EXPECT_EQ(same.status, 0) << "the guess that was made: " << same.err;
    EXPECT_EQ(resumed("background=#ffffff").status, 1);
}

TEST_F(Folders, FramesAreTakenAsTheyAreAskedFor) {
    addMany(".", 6);
    fs::copy_file(fs::path(ZSCAPE_SOURCE_DIR) / "tests/engine/data/files/animated.gif",
                  cli.folder() / "set" / "animated.gif");
    const CliResult first = train("p");
    ASSERT_EQ(first.status, 0) << first.err;
    EXPECT_TRUE(says(first, "1 animation: its first frame is taken. With frames=all each of them is.")) << first.err;
    EXPECT_EQ(first.last("data").at("images"), 7);
    const CliResult all = train("q", {"--set", "frames=all"});
    ASSERT_EQ(all.status, 0) << all.err;
    EXPECT_FALSE(says(all, "animation")) << all.err;
    EXPECT_EQ(all.last("data").at("images"), 8);
    EXPECT_EQ(cli.run({"train", "set", "--resume", "--project", "q", "--set", "frames=first", "--steps", "6"}).status,
              1);
}

TEST_F(Folders, WrongWordsGetASentence) {
    addMany("a", 4);
    addMany("b", 4);
    const auto refused = [&](const std::string& set, int status, const std::string& words) {
        const CliResult result = train("no", {"--set", set});
        EXPECT_EQ(result.status, status) << set << ": " << result.err;
        EXPECT_TRUE(says(result, words)) << set << ": " << result.err;
    };
    refused("labels=folders", 2, "level:N");
    refused("split=own", 1, "no split of their own");
    refused("labels=level:2", 1, "at most 1 folders");
    refused("labels=pattern:([a-z", 1, "pattern");
    refused("labels=pattern:abc", 1, "needs one");
    refused("labels=column:age", 1, "no table");
    refused("table=absent.csv", 1, "absent.csv");
    refused("duplicates=drop", 2, "keep, train");
    refused("frames=last", 2, "first, all");
    refused("background=red", 2, "#rrggbb");
    EXPECT_FALSE(fs::exists(cli.folder() / "no"));
}

}  // namespace
}  // namespace zscape
