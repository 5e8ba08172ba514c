#include "engine/data/arrays.h"
#include "tests/app/cli_process.h"
#include "tests/app/csv_lines.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <set>

namespace zscape {
namespace {

/// One trained project of 24 images in two classes, and the same images with a table beside them: age (of across/3 and
/// down/3 unknown), mood, and a column that is called as a code is.
class EncodedImages : public testing::Test {
protected:
    static void SetUpTestSuite() {
        cli = new Cli;
        project = cli->trained();
        // Not beside the images, where what is written would be taken for tables of them.
        std::filesystem::create_directories(cli->path("out"));
        std::filesystem::copy(cli->path("images"), cli->path("tabled"), std::filesystem::copy_options::recursive);
        std::ofstream table(cli->path("tabled/about.csv"));
        table << "file,age,z0,the mood\n";
        for (const std::string label : {"across", "down"})
            for (int i = 0; i < 12; ++i)
                table << label << "/" << i << ".png," << (i == 3 ? "" : std::to_string(i)) << "," << 100 + i << ","
                      << (i % 2 == 0 ? "glad" : "it's odd") << "\n";
    }
    static void TearDownTestSuite() {
        delete cli;
        cli = nullptr;
    }

    /// The names of those that are chosen.
    static std::set<std::string> names(const std::string& where, const std::string& data = "tabled") {
        const std::string out = cli->path("out/chosen.csv");
        const CliResult result =
            cli->run({"encode", project, "--data", cli->path(data), "--where", where, "--out", out});
        EXPECT_EQ(result.status, 0) << where << ": " << result.err;
        const std::vector<CsvLine> lines = csvLines(out);
        std::set<std::string> all;
        for (size_t i = 1; i < lines.size(); ++i) all.insert(lines[i][0]);
        EXPECT_EQ(all.size() + 1, lines.size());
        EXPECT_NE(result.out.find(std::to_string(all.size()) + " of 24 images are chosen"), std::string::npos)
            << result.out;
        return all;
    }

    static inline Cli* cli = nullptr;
    static inline std::string project;
};

TEST_F(EncodedImages, AreThoseForWhichTheConditionHolds) {
    using Names = std::set<std::string>;
    EXPECT_EQ(names("label = 'down' and age < 2"), (Names{"down/0.png", "down/1.png"}));
    EXPECT_EQ(names("\"the mood\" = 'it''s odd' and age > 8"),
              (Names{"across/9.png", "across/11.png", "down/9.png", "down/11.png"}));
    EXPECT_EQ(names("not age != 11 and not (label = 'across')"), (Names{"down/3.png", "down/11.png"}))
        << "of who has no age it does not hold that it is another one";
    EXPECT_EQ(names("name = 'across/3.png' or attr.age = 11 and label = 'down'"),
              (Names{"across/3.png", "down/11.png"}));
    EXPECT_EQ(names("attr.z0 = 107"), (Names{"across/7.png", "down/7.png"}));
    EXPECT_EQ(names("label = 'across'", "images").size(), 12U);
}

TEST_F(EncodedImages, AreChosenByTheirCodesToo) {
    const std::string all = cli->path("out/all.csv");
    ASSERT_EQ(cli->run({"encode", project, "--data", cli->path("tabled"), "--out", all}).status, 0);
    const std::vector<CsvLine> lines = csvLines(all);
    ASSERT_EQ(lines.size(), 25U);
    EXPECT_EQ(lines[0], (CsvLine{"name", "label", "age", "z0 (table)", "the mood", "z0", "z1"}))
        << "no heading stands there twice";
    const auto code = [&](size_t line, size_t column) { return std::strtod(lines[line][column].c_str(), nullptr); };
    double middle = 0;
    for (size_t line = 1; line < 25; ++line) middle += code(line, 5) / 24;
    std::set<std::string> expected;
    for (size_t line = 1; line < 25; ++line)
        if (code(line, 5) > middle || code(line, 6) <= code(line, 5)) expected.insert(lines[line][0]);
    ASSERT_LT(expected.size(), 24U);
    EXPECT_EQ(names("z0 > " + std::to_string(middle) + " or z1 <= z0"), expected);

    const std::string out = cli->path("out/some.npy");
    ASSERT_EQ(cli->run({"encode", project, "--data", cli->path("tabled"), "--where", "age <= 1", "--out", out}).status,
              0);
    const FloatMatrix some = readNpyMatrix(out);
    ASSERT_EQ(some.rows, 4) << "0 and 1 of either";
    size_t at = 0;
    for (size_t line = 1; line < 25; ++line) {
        if (lines[line][2] != "0" && lines[line][2] != "1") continue;
        for (const size_t column : {size_t{5}, size_t{6}}) EXPECT_NEAR(some.values[at++], code(line, column), 1e-5);
    }
}

TEST_F(EncodedImages, KnowTheSplitOfTheRun) {
    const nlohmann::json evaluation = cli->run({"evaluate", project, "--json"}).last("evaluation");
    const std::set<std::string> heldOut = names("split = 'heldout'", "images"),
                                train = names("split = 'train'", "images");
    EXPECT_EQ(heldOut.size(), evaluation.at("images"));
    EXPECT_EQ(train.size() + heldOut.size(), 24U);
    for (const std::string& name : heldOut) EXPECT_FALSE(train.contains(name)) << name;
}

TEST_F(EncodedImages, LayoutTakesTheSame) {
    const std::string out = cli->path("out/laid.csv");
    const CliResult result =
        cli->run({"layout", project, "--method", "axes", "--where", "label = 'down'", "--out", out, "--json"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.last("layout").at("images"), 12);
    const std::vector<CsvLine> lines = csvLines(out);
    ASSERT_EQ(lines.size(), 13U);
    for (size_t line = 1; line < 13; ++line) EXPECT_EQ(lines[line][1], "down");
}

TEST_F(EncodedImages, WhatCannotBeAskedIsSaid) {
    const auto wrong = [](const std::string& where, int status, const std::string& words) {
        const CliResult result = cli->run(
            {"encode", project, "--data", cli->path("tabled"), "--where", where, "--out", cli->path("out/none.csv")});
        EXPECT_EQ(result.status, status) << where;
        EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
        EXPECT_FALSE(std::filesystem::exists(cli->path("out/none.csv")));
    };
    wrong("", 2, "no condition");
    wrong("label = 'down", 2, "At character 9 of the condition");
    wrong("laebl = 'down'", 2, "Did you mean label?");
    wrong("sex = 'f'", 2, "The columns are name, label, age, attr.z0, the mood, z0, z1.");
    wrong("label > 'a'", 2, "label is text");
    wrong("age = 'old'", 2, "the column age is of numbers");
    wrong("age > 11", 1, "Of 24 images there is none");
}

}  // namespace
}  // namespace zscape
