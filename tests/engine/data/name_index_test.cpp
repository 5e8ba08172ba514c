#include "engine/data/name_index.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

TEST(NameIndex, AsTablesWriteNames) {
    const std::vector<std::string> names{"cats/001.jpg", "cats/002.jpg", "dogs/001.jpg", "dogs/Img.003.PNG",
                                         "x.y/004.png"};
    const NameIndex index(names);
    const auto find = [&](const char* cell) { return index.find(cell, ""); };
    EXPECT_EQ(find("cats/001.jpg"), 0);
    EXPECT_EQ(find("cats\\001.jpg"), 0) << "a table from Windows";
    EXPECT_EQ(find("C:\\Users\\me\\data\\dogs\\001.jpg"), 2);
    EXPECT_EQ(find("/home/me/data/dogs/001.jpg"), 2);
    EXPECT_EQ(find("./cats/002.jpg"), 1);
    EXPECT_EQ(find("002.jpg"), 1) << "only one is called so";
    EXPECT_EQ(find("002"), 1) << "without its ending";
    EXPECT_EQ(find("002.png"), 1) << "CelebA's lists say .jpg of .png files";
    EXPECT_EQ(find("IMG.003.png"), 3);
    EXPECT_EQ(find("img.003"), 3);
    EXPECT_EQ(find("004"), 4);
    EXPECT_EQ(find("001.jpg"), NameIndex::kSeveral);
    EXPECT_EQ(find("birds/005.jpg"), NameIndex::kNone);
    EXPECT_EQ(find("002.txt"), NameIndex::kNone) << "another file";
    EXPECT_EQ(find(""), NameIndex::kNone);
    EXPECT_EQ(find("cat"), NameIndex::kNone);
    EXPECT_EQ(index.find("001.jpg", "dogs/"), 2) << "a table in that folder";
}

TEST(NameIndex, TheExactNameWins) {
    const std::vector<std::string> names{"A.png", "a.jpg", "a.png"};
    const NameIndex index(names);
    EXPECT_EQ(index.find("a.png", ""), 2);
    EXPECT_EQ(index.find("A.png", ""), 0);
    EXPECT_EQ(index.find("a.jpg", ""), 1);
    EXPECT_EQ(index.find("a", ""), NameIndex::kSeveral);
}

TEST(NameIndex, ManyOfOneNameAreNotSearchedThrough) {
    std::vector<std::string> names;
    for (int i = 0; i < 50000; ++i) names.push_back(std::to_string(i) + "/image.png");
    const NameIndex index(names);
    for (int i = 0; i < 50000; ++i) ASSERT_EQ(index.find("image.png", ""), NameIndex::kSeveral);
    EXPECT_EQ(index.find("777/image.png", ""), 777);
}

}  // namespace
}  // namespace zscape
