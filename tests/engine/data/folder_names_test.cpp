#include "engine/data/folder_names.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(FolderNames, WordsAreOfLettersAndDigits) {
    EXPECT_EQ(wordsOf("x_Train-images.idx3 (2).npy"),
              (std::vector<std::string>{"x", "train", "images", "idx3", "2", "npy"}));
    EXPECT_TRUE(wordsOf("_-猫.").empty());
}

TEST(FolderNames, SidesOfASplit) {
    for (const char* word : {"train", "TRAINING", "Train", "training_set", "train2017", "trainset"})
        EXPECT_EQ(sideNamed(word), Side::Train) << word;
    for (const char* word : {"val", "Valid", "VALIDATION", "dev", "val_set", "val2017"})
        EXPECT_EQ(sideNamed(word), Side::HeldOut) << word;
    for (const char* word : {"test", "Testing", "TEST_SET", "test1"}) EXPECT_EQ(sideNamed(word), Side::Test) << word;
    for (const char* word : {"", "trains", "set", "0", "tester", "valley", "contest", "trainer", "device", "latest"})
        EXPECT_FALSE(sideNamed(word)) << word;
}

TEST(FolderNames, JunkIsWhatNoPersonMeans) {
    for (const char* name :
         {"@eaDir", "#recycle", "$RECYCLE.BIN", "$Recycle.Bin", "System Volume Information", ".Trash-1000", ".Trashes",
          "__MACOSX", "._cat.jpg", ".thumbnails", "lost+found", ".ipynb_checkpoints", "Thumbs.db", "thumbs.db",
          ".DS_Store", "desktop.ini", "@Recycle", ".@__thumb"})
        EXPECT_TRUE(isJunkName(name)) << name;
    for (const char* name : {"cat.jpg", "recycle", "trash", "Thumbs", ".hidden", ".git", "eaDir", "_cat.jpg", "MACOSX"})
        EXPECT_FALSE(isJunkName(name)) << name;
}

std::vector<bool> asideOf(const std::vector<std::string>& names) { return standAside(names); }

TEST(FolderNames, GroundTruthStandsBesideASplit) {
    EXPECT_EQ(asideOf({"train/good/1.png", "test/crack/1.png", "ground_truth/crack/1_mask.png"}),
              (std::vector<bool>{false, false, true}));
    EXPECT_EQ(asideOf({"bottle/train/good/1.png", "bottle/test/a/1.png", "cable/ground_truth/a/1.png"}),
              (std::vector<bool>{false, false, true}));
    EXPECT_EQ(asideOf({"train/1.png", "test/1.png", "train_masks/1.png"}), (std::vector<bool>{false, false, true}));
    EXPECT_EQ(asideOf({"images/1.png", "masks/1.png", "Annotations/1.xml"}), (std::vector<bool>{false, true, true}));
    EXPECT_EQ(asideOf({"train/images/1.png", "train/masks/1.png", "val/images/2.png", "val/masks/2.png"}),
              (std::vector<bool>{false, true, false, true}));
}

TEST(FolderNames, MasksThatPeopleCollectArePictures) {
    EXPECT_EQ(asideOf({"masks/venice.png", "hats/1.png"}), (std::vector<bool>{false, false}));
    EXPECT_EQ(asideOf({"masks/venice.png"}), (std::vector<bool>{false}));
    EXPECT_EQ(asideOf({"val/1.png", "test/1.png", "masks/1.png"}), (std::vector<bool>{false, false, false}))
        << "without a folder to train on it is no split";
}

}  // namespace
}  // namespace zscape
