#include "engine/data/folder_levels.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

/// `count` names in a folder.
void put(std::vector<std::string>& names, const std::string& folder, int count) {
    for (int i = 0; i < count; ++i) names.push_back(folder + "/" + std::to_string(i) + ".png");
}

std::vector<std::string> folders(const FolderLevels& levels, int level) {
    return level == 0 ? std::vector<std::string>{} : levels.at(level).folders;
}
std::vector<std::string> labels(const std::vector<std::string>& names) {
    const FolderLevels levels(names);
    return folders(levels, levels.labelLevel());
}

TEST(FolderLevels, LevelsAreNumberedFromWhatWasOpened) {
    const std::vector<std::string> names{"b/x/1.png", "a/x/2.png", "a/3.png", "4.png"};
    const FolderLevels levels(names);
    ASSERT_EQ(levels.count(), 2);
    EXPECT_EQ(levels.at(1).folders, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(levels.at(1).of, (std::vector<int32_t>{1, 0, 0, -1}));
    EXPECT_EQ(levels.at(1).images, (std::vector<int64_t>{2, 1}));
    EXPECT_EQ(levels.at(2).of, (std::vector<int32_t>{0, 0, -1, -1}));
}

TEST(FolderLevels, ALevelWithASingleFolderIsNoLabel) {
    EXPECT_TRUE(labels({"img_align/1.png", "img_align/2.png"}).empty());
    EXPECT_TRUE(labels({"1.png", "2.png"}).empty());
    EXPECT_EQ(labels({"data/train/cat/1.png", "data/test/cat/2.png", "data/test/dog/x/3.png", "README.txt"}),
              (std::vector<std::string>{"cat", "dog"}));
}

TEST(FolderLevels, ASplitHasATrainingFolderAndNoOthers) {
    const auto split = [](const std::vector<std::string>& names) { return FolderLevels(names).splitLevel(); };
    EXPECT_EQ(split({"Train/a/1.png", "VAL/a/1.png"}), 1);
    EXPECT_EQ(split({"a/training/1.png", "a/testing/1.png", "b/training/2.png"}), 2);
    EXPECT_EQ(split({"train/1.png", "bus/1.png", "car/1.png"}), 0) << "a class among vehicles";
    EXPECT_EQ(split({"train/1.png", "train/2.png"}), 0) << "nothing is held out";
    EXPECT_EQ(split({"val/1.png", "test/1.png"}), 0) << "nothing to train on";
    EXPECT_EQ(labels({"train/1.png", "bus/1.png", "car/1.png"}), (std::vector<std::string>{"bus", "car", "train"}));
    EXPECT_TRUE(labels({"train/1.png", "test/1.png"}).empty()) << "split names are never labels";
    EXPECT_TRUE(labels({"val/1.png", "test/1.png"}).empty());
}

TEST(FolderLevels, StraysDoNotHideTheClasses) {
    std::vector<std::string> names;
    put(names, "photos/cats", 40);
    put(names, "photos/dogs", 60);
    put(names, "preview", 1);
    EXPECT_EQ(labels(names), (std::vector<std::string>{"cats", "dogs"}));
    put(names, "preview", 30);
    EXPECT_EQ(labels(names), (std::vector<std::string>{"photos", "preview"})) << "as many as these are no strays";
    names.clear();
    put(names, "cats", 40);
    put(names, "dogs", 60);
    names.push_back("cover.png");
    EXPECT_EQ(labels(names), (std::vector<std::string>{"cats", "dogs"}));
}

TEST(FolderLevels, AWideLevelIsStillTheFirst) {
    std::vector<std::string> names;
    for (int i = 0; i < 10; ++i) put(names, std::to_string(i) + "/left", 3);
    for (int i = 0; i < 10; ++i) put(names, std::to_string(i) + "/right", 3);
    EXPECT_EQ(labels(names).size(), 10u);
}

TEST(FolderLevels, VeryDeepTreesEnd) {
    std::string deep;
    for (int i = 0; i < 500; ++i) deep += "d/";
    EXPECT_EQ(FolderLevels({deep + "1.png"}).count(), 12);
    EXPECT_EQ(FolderLevels({}).count(), 0);
}

}  // namespace
}  // namespace zscape
