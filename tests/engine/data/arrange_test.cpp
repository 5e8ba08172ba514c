#include "engine/data/arranged_image_set.h"
#include "engine/data/duplicates.h"
#include "engine/data/import_settings.h"
#include "tests/engine/data/import_fixture.h"

#include <chrono>

namespace zscape {
namespace {

class Arrange : public ImportFixture {};

TEST_F(Arrange, ItsOwnSplitAboveTheClasses) {
    for (const char* side : {"Train", "VALIDATION", "testing"})
        for (const char* label : {"cat", "dog"})
            addMany(std::string(side) + "/" + label, side[0] == 'T' ? 24 : side[0] == 'V' ? 6 : 10);
    const auto set = open();
    EXPECT_TRUE(set->hasOwnSplit());
    EXPECT_EQ(sides(*set), (Sides{48, 12, 20}));
    EXPECT_EQ(labels(*set), (Counts{{"cat", 40}, {"dog", 40}}));
    EXPECT_EQ(set->ownSideOf(indexOf(*set, "testing/dog/3.png")), Side::Test);
    const ImportSettings settings = settingsOf(*set);
    EXPECT_EQ(settings.split, "own");
    EXPECT_EQ(settings.labels, "level:2");
    ASSERT_EQ(set->importReport().levels.size(), 2u);
    EXPECT_TRUE(set->importReport().levels[0].namesSplit);
    EXPECT_FALSE(set->importReport().levels[0].usable);
    EXPECT_TRUE(set->importReport().levels[1].usable);
    EXPECT_EQ(set->importReport().levels[1].folders, (std::vector<std::string>{"cat", "dog"}));
}

TEST_F(Arrange, ItsOwnSplitBelowTheClassesAndWithoutAVal) {
    for (const char* label : {"cat", "dog"}) {
        addMany(std::string(label) + "/train", 5);
        addMany(std::string(label) + "/test", 2);
    }
    const auto set = open();
    EXPECT_EQ(sides(*set), (Sides{10, 4, 0})) << "without a val the test is held out";
    EXPECT_EQ(labels(*set), (Counts{{"cat", 7}, {"dog", 7}}));
    EXPECT_EQ(sides(*open(with("", "random")), 0.5), (Sides{7, 7, 0})) << "it can be turned off";
    EXPECT_EQ(settingsOf(*open(with("", "random"))).split, "random");
}

TEST_F(Arrange, AFlatTestHasNoLabels) {
    for (const char* label : {"nok", "ok", "unsure"}) addMany(std::string("train/") + label, 4);
    addMany("test", 5);
    const auto set = open();
    EXPECT_EQ(labels(*set), (Counts{{"-", 5}, {"nok", 4}, {"ok", 4}, {"unsure", 4}}));
    EXPECT_EQ(sides(*set), (Sides{12, 5, 0}));
    EXPECT_EQ(set->importReport().unlabelled, 5);
    EXPECT_TRUE(remarks(*set, "labels.unlabelled"));
}

TEST_F(Arrange, AClassCalledTrainStaysAClass) {
    for (const char* label : {"bus", "car", "train"}) addMany(label, 3);
    const auto set = open();
    EXPECT_FALSE(set->hasOwnSplit());
    EXPECT_EQ(labels(*set), (Counts{{"bus", 3}, {"car", 3}, {"train", 3}}));
    EXPECT_EQ(errorCode([&] { open(with("", "own")); }), "split.own");
}

TEST_F(Arrange, WhatLooksLikeASplitAmongOthersIsTold) {
    for (const char* folder : {"train", "test", "unlabeled"}) addMany(folder, 3);
    const auto set = open();
    EXPECT_FALSE(set->hasOwnSplit());
    ASSERT_TRUE(remarks(*set, "labels.split-names"));
    EXPECT_NE(set->importReport().remarks.front().sentence().find("such as unlabeled"), std::string::npos);
}

TEST_F(Arrange, GroundTruthIsNoPictureOfTheSet) {
    addMany("train/good", 6);
    addMany("test/good", 2);
    addMany("test/crack", 2);
    addMany("ground_truth/crack", 2);
    const auto set = open();
    EXPECT_EQ(set->count(), 10);
    EXPECT_EQ(set->importReport().aside, 2);
    EXPECT_EQ(sides(*set), (Sides{6, 4, 0}));
    EXPECT_EQ(labels(*set), (Counts{{"crack", 2}, {"good", 8}}));
}

TEST_F(Arrange, JunkIsSilentAndHiddenNamesAreCounted) {
    addMany("cat", 2);
    addMany("dog", 2);
    for (const char* name :
         {"@eaDir/cat.jpg/SYNOPHOTO_THUMB_M.png", "#recycle/old.png", "$RECYCLE.BIN/a.png",
          "System Volume Information/b.png", ".Trash-1000/c.png", "__MACOSX/cat/._0.png", "cat/._0.png",
          ".thumbnails/d.png", "lost+found/e.png", ".ipynb_checkpoints/f.png", "cat/@eaDir/0.png"})
        add(name);
    text("Thumbs.db", "x");
    text("cat/.DS_Store", "x");
    EXPECT_EQ(open()->importReport().hidden, 0);
    add(".hidden/1.png");
    add("cat/.draft.png");
    const auto set = open();
    EXPECT_EQ(set->count(), 4);
    EXPECT_EQ(labels(*set), (Counts{{"cat", 2}, {"dog", 2}}));
    EXPECT_EQ(set->importReport().hidden, 2);
    EXPECT_TRUE(set->unreadable().empty());
}

TEST_F(Arrange, ASingleStrayPictureIsNamed) {
    addMany("cat", 3);
    addMany("dog", 3);
    add("new folder/scan.png");
    const auto set = open();
    EXPECT_EQ(set->labelNames().size(), 3u);
    ASSERT_TRUE(remarks(*set, "labels.single"));
    EXPECT_NE(set->importReport().remarks.front().sentence().find("new folder/scan.png"), std::string::npos);
}

TEST_F(Arrange, OtherLabelsDecodeNothing) {
    addMany("lamp/red", 2);
    addMany("lamp/blue", 2);
    addMany("sofa/red", 2);
    const auto set = open();
    EXPECT_EQ(settingsOf(*set).labels, "level:1");
    std::filesystem::remove_all(images());  // pixels cannot be read any more
    const auto colours = arrangeImages(set, with("level:2"));
    EXPECT_EQ(labels(*colours), (Counts{{"blue", 2}, {"red", 4}}));
    EXPECT_EQ(dynamic_cast<const ArrangedImageSet&>(*colours).material(),
              dynamic_cast<const ArrangedImageSet&>(*set).material());
    EXPECT_EQ(colours->fingerprint(), set->fingerprint());
    EXPECT_EQ(labels(*arrangeImages(colours, with("none"))), (Counts{{"-", 6}}));
    EXPECT_EQ(settingsOf(*arrangeImages(colours, with("none"))).labels, "none");
    EXPECT_EQ(labels(*arrangeImages(colours, {})), (Counts{{"lamp", 4}, {"sofa", 2}}))
        << "the guess, not what was chosen before";
    EXPECT_EQ(errorCode([&] { arrangeImages(set, with("level:3")); }), "labels.level");
    EXPECT_EQ(errorCode([&] { arrangeImages(set, with("column:size")); }), "labels.column");
    EXPECT_EQ(errorCode([&] { arrangeImages(set, with("rainbow")); }), "setting.value");
}

TEST_F(Arrange, SplitFoldersAreNeverLabels) {
    addMany("train", 3);
    addMany("val", 3);
    EXPECT_TRUE(open()->labelNames().empty());
    EXPECT_TRUE(open(with("", "random"))->labelNames().empty());
    EXPECT_EQ(errorCode([&] { open(with("level:1")); }), "labels.level");
}

TEST_F(Arrange, PatternsOverNames) {
    for (int i = 0; i < 4; ++i) {
        add("photos/cat." + std::to_string(i) + ".png");
        add("photos/dog." + std::to_string(i) + ".png");
    }
    add("photos/x.png");
    const auto set = open(with("pattern:([a-z]+)[._-]\\d+"));
    EXPECT_EQ(labels(*set), (Counts{{"-", 1}, {"cat", 4}, {"dog", 4}}));
    EXPECT_EQ(settingsOf(*set).labels, "pattern:([a-z]+)[._-]\\d+");
    EXPECT_EQ(labels(*open(with("pattern:^([a-z]+)/"))), (Counts{{"photos", 9}}))
        << "with a slash the whole path is looked at";
    EXPECT_EQ(errorCode([&] { open(with("pattern:[a-z]+")); }), "labels.pattern") << "no group";
    EXPECT_EQ(errorCode([&] { open(with("pattern:([a-z]+)(\\d)")); }), "labels.pattern") << "two groups";
    EXPECT_EQ(errorCode([&] { open(with("pattern:([a-z")); }), "labels.pattern");
    EXPECT_EQ(errorCode([&] { open(with("", "", "pattern:(")); }), "group.pattern");
    const auto none = open(with("pattern:(zebra)"));
    EXPECT_TRUE(none->labelNames().empty());
    EXPECT_TRUE(remarks(*none, "labels.pattern-none"));
}

TEST_F(Arrange, ExpressionsThatExplodeElsewhereDoNot) {
    add(std::string(200, 'a') + ".png");
    const auto began = std::chrono::steady_clock::now();
    open(with("pattern:((?:a*)*b)"));
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
}

TEST_F(Arrange, GroupsAreNeverOnBothSides) {
    for (int patient = 0; patient < 20; ++patient)
        for (int i = 0; i < 5 + patient % 3; ++i)
            add("patient" + std::to_string(patient) + "/" + std::to_string(i) + ".png");
    for (const char* group : {"level:1", "pattern:patient(\\d+)/"}) {
        const auto set = open(with("none", "", group));
        EXPECT_EQ(settingsOf(*set).group, group);
        for (const uint64_t seed : {1, 2, 3}) {
            const Split split = makeSplit(*set, 0.2, seed);
            std::map<int64_t, int> heldOut;
            for (const int64_t i : split.heldOut) ++heldOut[set->groupOf(i)];
            for (const int64_t i : split.train) EXPECT_FALSE(heldOut.contains(set->groupOf(i))) << set->nameOf(i);
            const double share = static_cast<double>(split.heldOut.size()) / static_cast<double>(set->count());
            EXPECT_NEAR(share, 0.2, 0.03) << group << ", seed " << seed;
            EXPECT_EQ(split.train.size() + split.heldOut.size(), static_cast<size_t>(set->count()));
        }
    }
    const auto one = open(with("none", "", "pattern:(patient)\\d+/"));
    EXPECT_TRUE(remarks(*one, "group.one"));
    EXPECT_EQ(sides(*one)[1], 0u);
    EXPECT_EQ(open()->groupOf(3), -1);
    EXPECT_EQ(settingsOf(*open()).group, "none");
}

TEST_F(Arrange, GroupsComeBeforeTheirOwnSplit) {
    for (const char* name :
         {"train/a_1.png", "train/b_1.png", "val/b_2.png", "val/c_1.png", "test/c_2.png", "test/d_1.png"})
        add(name);
    const auto set = open(with("none", "own", "pattern:([a-z])_\\d"));
    EXPECT_EQ(set->ownSideOf(indexOf(*set, "val/b_2.png")), Side::Train);
    EXPECT_EQ(set->ownSideOf(indexOf(*set, "test/c_2.png")), Side::HeldOut) << "the earlier of its sides";
    EXPECT_EQ(set->ownSideOf(indexOf(*set, "test/d_1.png")), Side::Test);
    EXPECT_TRUE(remarks(*set, "split.groups"));
}

TEST_F(Arrange, ExactDuplicates) {
    add("train/a.png", 10);
    add("train/b.png", 20);
    add("train/c.png", 20);
    add("train/d.png", 40);
    add("val/e.png", 20);
    add("val/f.png", 60);
    add("test/g.png", 10);
    add("test/h.png", 80);
    const auto set = open();
    EXPECT_EQ(set->twinOf(indexOf(*set, "val/e.png")), indexOf(*set, "train/b.png"));
    EXPECT_EQ(set->twinOf(indexOf(*set, "val/f.png")), indexOf(*set, "val/f.png"));
    const ImportReport& report = set->importReport();
    EXPECT_EQ(report.duplicates, 3);
    EXPECT_EQ(report.duplicatesAcross, 2);
    ASSERT_EQ(report.acrossPairs.size(), 2u);
    EXPECT_EQ(set->nameOf(report.acrossPairs[0].first), "train/a.png");
    EXPECT_EQ(set->nameOf(report.acrossPairs[0].second), "test/g.png") << "the first in natural order";
    EXPECT_TRUE(remarks(*set, "split.duplicates"));
    EXPECT_EQ(settingsOf(*set).duplicates, "keep");

    ImportSettings moving;
    moving.duplicates = "train";
    const auto moved = arrangeImages(set, moving);
    EXPECT_EQ(moved->importReport().duplicatesAcross, 0);
    EXPECT_EQ(moved->importReport().duplicatesMoved, 2);
    EXPECT_EQ(sides(*moved), (Sides{6, 1, 1}));
    EXPECT_FALSE(remarks(*moved, "split.duplicates"));
    EXPECT_EQ(settingsOf(*moved).duplicates, "train");
}

TEST_F(Arrange, DuplicatesOfARandomSplit) {
    for (int i = 0; i < 60; ++i) add(std::to_string(i) + ".png", 4 * (i / 2));  // two of each
    const auto set = open();
    EXPECT_EQ(set->importReport().duplicates, 30);
    const DuplicatesAcross across = duplicatesAcross(*set, makeSplit(*set, 0.3, 1));
    EXPECT_GT(across.images, 5);
    EXPECT_EQ(static_cast<int64_t>(across.pairs.size()), across.images);
    ImportSettings moving;
    moving.duplicates = "train";
    const auto moved = arrangeImages(set, moving);
    const Split before = makeSplit(*set, 0.3, 1), after = makeSplit(*moved, 0.3, 1);
    EXPECT_EQ(duplicatesAcross(*moved, after).images, 0);
    EXPECT_EQ(after.heldOut.size() + static_cast<size_t>(across.images), before.heldOut.size());
    for (const int64_t i : after.heldOut)
        EXPECT_TRUE(std::binary_search(before.heldOut.begin(), before.heldOut.end(), i));
}

TEST_F(Arrange, TheResolvedSettingsMakeTheSameSetAgain) {
    for (const char* side : {"train", "val"})
        for (const char* label : {"cat", "dog"}) addMany(std::string(side) + "/" + label, 3);
    text("meta.csv", "file;age\ntrain/cat/0.png;3\ntrain/cat/1.png;4\nval/dog/2.png;5\ntrain/dog/0.png;7\n");
    const auto first = open();
    const ImportSettings stored = importSettingsFromJson(importSettingsToJson(settingsOf(*first)));
    EXPECT_EQ(stored.split, "own");
    EXPECT_EQ(stored.labels, "level:2");
    EXPECT_EQ(stored.group, "none");
    EXPECT_EQ(stored.table, "meta.csv");
    EXPECT_EQ(stored.duplicates, "keep");
    const auto again = open(stored);
    EXPECT_EQ(again->fingerprint(), first->fingerprint());
    EXPECT_EQ(labels(*again), labels(*first));
    EXPECT_EQ(sides(*again), sides(*first));
    EXPECT_EQ(again->attributes().size(), first->attributes().size());
    EXPECT_EQ(importSettingsToJson(settingsOf(*again)), importSettingsToJson(settingsOf(*first)));
}

TEST_F(Arrange, SettingsOfBeforeThereWereSplitsHoldOutWhatTheyDid) {
    addMany("train", 10);
    addMany("test", 10);
    text("meta.csv", "file,label\ntrain/0.png,a\ntrain/1.png,b\ntrain/2.png,a\n");
    const ImportSettings old = importSettingsFromJson(
        "{\"size\":16,\"channels\":\"1\",\"fit\":\"crop\",\"background\":\"#ffffff\",\"count\":20000,\"sample_seed\":"
        "1}");
    const auto set = open(old);
    EXPECT_FALSE(set->hasOwnSplit());
    EXPECT_EQ(settingsOf(*set).split, "random");
    EXPECT_EQ(settingsOf(*set).table, "none");
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    const auto digits = importImages({{"sample:digits"}, old}, options, {});
    EXPECT_EQ(sides(*digits), (Sides{60000, 10000, 0}));
}

TEST_F(Arrange, OtherImagesForTheSameModel) {
    for (const char* name : {"cat_1.png", "cat_2.png", "dog_1.png"}) add(std::string("a/") + name);
    addMany("b/train/cat", 2);
    addMany("b/val/dog", 2);
    ImportRequest request{{(images() / "b").string()}, with("pattern:([a-z]+)_", "random", "level:1")};
    request.settings.table = "lost.csv";
    ImportOptions options;
    options.cacheFolder = folder_ / "cache";
    const auto others = importOthers(request, options, {});
    EXPECT_EQ(labels(*others), (Counts{{"cat", 2}, {"dog", 2}})) << "the pattern finds nothing there: the guess";
    EXPECT_EQ(sides(*others), (Sides{2, 2, 0})) << "their own split";
    request.sources = {(images() / "a").string()};
    EXPECT_EQ(labels(*importOthers(request, options, {})), (Counts{{"cat", 2}, {"dog", 1}}));
}

TEST_F(Arrange, TwoHundredThousandNamesAreArrangedAtOnce) {
    // As many names as CelebA has, without as many files: one file stands for the pixels of all.
    class NamesOnly final : public ImageSet {
    public:
        int64_t count() const override { return 200'000; }
        int size() const override { return 16; }
        int channels() const override { return 1; }
        void read(std::span<const int64_t>, const PixelRows&) const override {}
        int labelOf(int64_t) const override { return -1; }
        const std::vector<std::string>& labelNames() const override { return none_; }
        std::string nameOf(int64_t index) const override {
            return (index % 10 == 0 ? "val/class " : "train/class ") + std::to_string(index % 100) + "/patient" +
                   std::to_string(index / 50) + "_" + std::to_string(index) + ".jpg";
        }
        std::filesystem::path fileOf(int64_t) const override { return {}; }
        int64_t found() const override { return count(); }
        const std::vector<UnreadableFile>& unreadable() const override { return unreadable_; }
        const std::vector<std::string>& sources() const override { return none_; }
        std::string fingerprint() const override { return {}; }
        const std::vector<std::string>& factorNames() const override { return none_; }
        float factor(int64_t, int) const override { return 0; }

    private:
        std::vector<std::string> none_;
        std::vector<UnreadableFile> unreadable_;
    };
    const auto names = std::make_shared<NamesOnly>();
    const auto began = std::chrono::steady_clock::now();
    const auto set = arrangeImages(names, with("pattern:_(\\d)", "own", "pattern:patient(\\d+)_"));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    RecordProperty("seconds", std::to_string(seconds.count()));
    EXPECT_EQ(set->labelNames().size(), 10u);
    EXPECT_LT(seconds.count(), 5) << "half a second on a machine that does nothing else";
}

}  // namespace
}  // namespace zscape
