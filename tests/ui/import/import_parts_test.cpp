#include "tests/ui/import/imported_fixture.h"
#include "ui/import/findings.h"
#include "ui/import/import_facts.h"
#include "ui/import/label_bars.h"
#include "ui/import/labels_drawer.h"
#include "ui/import/preview_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace zscape {
namespace {

TEST(ImportFacts, LabelsInWords) {
    EXPECT_EQ(labelRange({}), QString());
    EXPECT_EQ(labelRange({"cat"}), QStringLiteral("cat"));
    EXPECT_EQ(labelRange({"cat", "dog"}), QStringLiteral("cat and dog"));
    EXPECT_EQ(labelRange({"cat", "dog", "fox"}), QStringLiteral("cat, dog and fox"));
    EXPECT_EQ(labelRange({"abbey", "b", "c", "zoo"}), QStringLiteral("abbey to zoo"));
    auto images = std::make_shared<FakeImages>(10);
    Imported imported;
    imported.images = images;
    imported.request.settings.labels = "column:hair";
    EXPECT_EQ(labelsHead(imported), QStringLiteral("Column hair:"));
    imported.request.settings.labels = "";
    EXPECT_EQ(labelsHead(imported), QStringLiteral("From the files:"));
    images->labels_.clear();
    EXPECT_EQ(labelsHead(imported), QStringLiteral("None:"));
}

TEST(ImportFacts, CountsOfLabelsAndOfWhatHasNone) {
    auto images = std::make_shared<FakeImages>(1);
    images->labels_ = {"a", "b"};
    Imported imported;
    imported.images = images;
    imported.counts = {{3, 1, 0}, {5, 0, 1}, {0, 2, 0}};
    EXPECT_EQ(labelsTail(imported), QStringLiteral("a and b, 2 without a label, 4 to 6 images each"));
    EXPECT_EQ(sidesText(sidesOf(imported)), QStringLiteral("8 to train, 3 held out, 1 to test"));
    EXPECT_EQ(sidesText({9, 0, 0}), QStringLiteral("9 to train"));
    EXPECT_EQ(splitFolders({"Test", "train", "valid"}), QStringLiteral("train, valid, Test"));
}

TEST(ImportFacts, PatternsHaveOneGroup) {
    EXPECT_TRUE(patternProblem(QStringLiteral("([a-z]+)[._-]\\d+")).isEmpty());
    EXPECT_TRUE(patternProblem(QStringLiteral("(?:a|b)_(\\d)")).isEmpty());
    for (const char* bad : {"", "abc", "(a)(b)", "([a-z]"})
        EXPECT_FALSE(patternProblem(QString::fromLatin1(bad)).isEmpty()) << bad;
}

TEST(PreviewChoice, FirstOnesThenAnyOfEachLabel) {
    const FakeImages images(1000);
    const PreviewChoice first = chooseByLabel(images, 4, 2, 3, 0);
    ASSERT_EQ(first.columns.size(), 4U);
    EXPECT_EQ(first.columns[3].images, (std::vector<int64_t>{3, 13, 23, 33, 43, 53}));
    EXPECT_EQ(first.columns[3].count, 100);
    const PreviewChoice any = chooseByLabel(images, 10, 2, 3, 77);
    EXPECT_NE(any.columns[3].images, first.columns[3].images);
    const std::set<int64_t> once(any.columns[3].images.begin(), any.columns[3].images.end());
    EXPECT_EQ(once.size(), 6U);
    for (const int64_t image : once) EXPECT_EQ(image % 10, 3);
    // Where not all labels find room, others come as well.
    const auto labelsOf = [&](uint64_t seed) {
        std::vector<int> labels;
        for (const PreviewChoice::Column& column : chooseByLabel(images, 4, 1, 1, seed).columns)
            labels.push_back(column.label);
        return labels;
    };
    EXPECT_EQ(labelsOf(0), (std::vector<int>{0, 1, 2, 3}));
    std::set<int> seen;
    for (uint64_t seed = 1; seed < 20; ++seed) {
        const std::vector<int> labels = labelsOf(seed);
        EXPECT_EQ(labels.size(), 4U);
        EXPECT_TRUE(std::is_sorted(labels.begin(), labels.end()));
        seen.insert(labels.begin(), labels.end());
    }
    EXPECT_EQ(seen.size(), 10U);
    const PreviewChoice grid = chooseAny(images, 30, 5);
    EXPECT_EQ(std::set<int64_t>(grid.images.begin(), grid.images.end()).size(), 30U);
    EXPECT_EQ(chooseAny(images, 5000, 0).images.size(), 1000U);
}

TEST(LabelBars, ThousandsOfLabelsFitAndFewAreNotWide) {
    LabelBars bars;
    bars.resize(406, 98);
    bars.setCounts(std::vector<std::string>(3000, "x"), std::vector<std::array<int64_t, 3>>(3000, {2, 1, 0}));
    size_t drawn = 0;
    while (!bars.barAt(drawn).isEmpty()) ++drawn;
    EXPECT_GT(drawn, 100U);
    EXPECT_LT(drawn, 200U);
    EXPECT_LE(bars.barAt(drawn - 1).right(), 407);
    bars.setCounts({"cat", "dog"}, {{80, 10, 10}, {40, 5, 5}});
    EXPECT_LE(bars.barAt(0).width(), 42);
    EXPECT_EQ(bars.barAt(1).height(), bars.barAt(0).height() / 2);
}

TEST(Findings, ManyReasonsAreFewLines) {
    std::vector<UnreadableFile> files;
    for (int i = 0; i < 10; ++i)
        for (int k = 0; k <= i; ++k) files.push_back({"/x", {"code" + std::to_string(i), "Sentence.", {}}});
    const auto lines = reasonsOf(files, 4);
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[0].first, 10);
    EXPECT_EQ(lines[3].first, 55 - 10 - 9 - 8);
    EXPECT_EQ(reasonCount(files), 10);
}

}  // namespace
}  // namespace zscape
