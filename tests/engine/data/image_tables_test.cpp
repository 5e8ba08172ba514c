#include "engine/data/image_tables.h"

#include "tests/engine/data/import_fixture.h"

#include <cmath>

namespace zscape {
namespace {

class ImageTablesTest : public ImportFixture {
protected:
    static size_t columnOf(const ImageSet& set, const std::string& name) {
        for (size_t i = 0; i < set.attributes().size(); ++i)
            if (set.attributes()[i].name == name) return i;
        ADD_FAILURE() << "there is no column " << name;
        return 0;
    }
    static std::vector<std::string> columns(const ImageSet& set) {
        std::vector<std::string> names;
        for (const Attribute& attribute : set.attributes()) names.push_back(attribute.name);
        return names;
    }
    static std::string cell(const ImageSet& set, const std::string& image, const std::string& column) {
        return set.textOf(indexOf(set, image), columnOf(set, column));
    }
    static ImportSettings table(const std::string& file) {
        ImportSettings settings;
        settings.table = file;
        return settings;
    }
};

using Names = std::vector<std::string>;

TEST_F(ImageTablesTest, ATableBesideThePictures) {
    for (const char* name : {"1.png", "2.png", "3.png", "4.png"}) add(name);
    text("notes.csv",
         "file,age,species,remark\n1.png,3.5,cat,\"likes \"\"fish\"\", and "
         "sleep\"\n2.png,,dog,old\n3.png,7,cat,new\n9.png,1,cat,gone\n");
    text("README.txt", "These are pictures.\nOf animals.\n");
    const auto set = open();
    EXPECT_EQ(columns(*set), (Names{"age", "species", "remark"}));
    EXPECT_EQ(set->attributes()[0].kind, Attribute::Kind::Number);
    EXPECT_EQ(set->attributes()[0].minimum, 3.5);
    EXPECT_EQ(set->attributes()[0].maximum, 7) << "over the images that have one";
    EXPECT_EQ(set->attributes()[1].kind, Attribute::Kind::Category);
    EXPECT_EQ(set->attributes()[1].categories, (Names{"cat", "dog"}));
    EXPECT_EQ(set->attributes()[2].kind, Attribute::Kind::Text);
    EXPECT_EQ(cell(*set, "1.png", "remark"), "likes \"fish\", and sleep");
    EXPECT_TRUE(std::isnan(set->numberOf(1, 0)));
    EXPECT_EQ(set->numberOf(2, 0), 7);
    EXPECT_EQ(cell(*set, "4.png", "species"), "");
    EXPECT_EQ(labels(*set), (Counts{{"-", 1}, {"cat", 2}, {"dog", 1}}))
        << "a column called species, where no folders name classes";
    EXPECT_EQ(settingsOf(*set).labels, "column:species");
    ASSERT_EQ(set->importReport().tables.size(), 1u);
    const ImportReport::Table& report = set->importReport().tables[0];
    EXPECT_EQ(report.file, "notes.csv");
    EXPECT_EQ(report.nameColumn, "file");
    EXPECT_EQ(report.rows, 4);
    EXPECT_EQ(report.rowsWithoutPicture, 1);
    EXPECT_EQ(report.firstRows, (Names{"9.png"}));
    EXPECT_EQ(report.picturesWithoutRow, 1);
    EXPECT_EQ(report.firstPictures, (Names{"4.png"}));
    EXPECT_TRUE(remarks(*set, "table.rows-without"));
    EXPECT_TRUE(remarks(*set, "table.images-without"));
}

TEST_F(ImageTablesTest, AGermanSpreadsheet) {
    for (const char* name : {"eins.png", "zwei.png", "drei.png"}) add(name);
    text("Tabelle.csv",
         "\xEF\xBB\xBF"
         "Datei;Gewicht;Art\r\n\"eins.png\";0,5;Katze\r\nzwei.png;1.250,75;Hund\r\ndrei.png;3;Katze\r\n");
    const auto set = open();
    EXPECT_EQ(columns(*set), (Names{"Gewicht", "Art"}));
    EXPECT_EQ(set->numberOf(indexOf(*set, "eins.png"), 0), 0.5);
    EXPECT_EQ(set->numberOf(indexOf(*set, "zwei.png"), 0), 1250.75);
    EXPECT_EQ(cell(*set, "zwei.png", "Gewicht"), "1.250,75");
    EXPECT_EQ(labels(*open(with("column:art"))), (Counts{{"Hund", 1}, {"Katze", 2}})) << "but for upper and lower case";
}

TEST_F(ImageTablesTest, NamesAsWindowsAndScriptsWriteThem) {
    for (const char* name : {"a/001.png", "a/002.png", "b/001.png", "b/002.png"}) add(name);
    text("windows.csv",
         "path,value\nD:\\set\\a\\001.png,1\nD:\\set\\a\\002.png,2\nD:\\set\\b\\001.png,3\nD:\\set\\b\\002.png,4\n");
    EXPECT_EQ(cell(*open(), "b/001.png", "value"), "3");
    std::filesystem::remove(images() / "windows.csv");
    text("bare.csv", "id,value\na/001,10\nb/002,20\na/002,30\nb/001,40\n");
    EXPECT_EQ(cell(*open(), "b/002.png", "value"), "20");
    std::filesystem::remove(images() / "bare.csv");
    text("unclear.csv", "id,value\n001.png,10\n002.png,20\n");
    EXPECT_TRUE(open()->attributes().empty()) << "both folders have such a picture";
    EXPECT_EQ(errorCode([&] { open(table("unclear.csv")); }), "table.names");
}

TEST_F(ImageTablesTest, CelebA) {
    for (int i = 1; i <= 6; ++i) add("img_align_celeba/00000" + std::to_string(i) + ".jpg");
    text("list_attr_celeba.txt",
         "6\nSmiling Young \n000001.jpg -1  1\n000002.jpg  1 -1\n000003.jpg  1  1\n000004.jpg -1 -1\n000005.jpg  1  "
         "1\n000006.jpg -1  1\n");
    text("list_eval_partition.txt",
         "000001.jpg 0\n000002.jpg 0\n000003.jpg 0\n000004.jpg 1\n000005.jpg 2\n000006.jpg 2\n");
    text("identity_CelebA.txt",
         "000001.jpg 2880\n000002.jpg 2937\n000003.jpg 2880\n000004.jpg 5805\n000005.jpg 5805\n000006.jpg 12\n");
    const auto set = open();
    EXPECT_EQ(sides(*set), (Sides{3, 1, 2})) << "the partition is the split";
    EXPECT_EQ(settingsOf(*set).split, "column:partition");
    EXPECT_TRUE(set->labelNames().empty()) << "a level with a single folder is no label";
    EXPECT_EQ(cell(*set, "img_align_celeba/000002.jpg", "Smiling"), "1");
    EXPECT_EQ(cell(*set, "img_align_celeba/000003.jpg", "identity"), "2880");
    const auto smiling = arrangeImages(set, with("column:Smiling"));
    EXPECT_EQ(labels(*smiling), (Counts{{"-1", 3}, {"1", 3}}));
    EXPECT_EQ(sides(*smiling), (Sides{3, 1, 2}));
    const auto people = arrangeImages(set, with("", "", "column:identity"));
    EXPECT_EQ(people->groupOf(0), people->groupOf(2));
    EXPECT_EQ(sides(*people), (Sides{3, 2, 1})) << "one person is on one side";

    // The folder of pictures alone, with the lists beside it.
    const auto inner = openAt(images() / "img_align_celeba");
    EXPECT_EQ(sides(*inner), (Sides{3, 1, 2}));
    EXPECT_EQ(settingsOf(*inner).table, "../identity_CelebA.txt;../list_attr_celeba.txt;../list_eval_partition.txt");
    EXPECT_EQ(sides(*openAt(images() / "img_align_celeba", settingsOf(*inner))), (Sides{3, 1, 2}));
}

TEST_F(ImageTablesTest, AFewPicturesOfALargeTable) {
    std::string all = "image_id,Male\n";
    for (int i = 1; i <= 5000; ++i) all += std::to_string(100000 + i) + ".jpg," + (i % 3 ? "1" : "-1") + "\n";
    text("list_attr_celeba.csv", all);
    for (const int i : {4001, 4003, 4006, 4444}) add("few/" + std::to_string(100000 + i) + ".png");
    const auto set = open();
    EXPECT_EQ(cell(*set, "few/104001.png", "Male"), "1");
    EXPECT_EQ(set->importReport().tables.front().rowsWithoutPicture, 4996);
    EXPECT_EQ(set->importReport().tables.front().firstRows.size(), 20u);
}

TEST_F(ImageTablesTest, HuggingFaceHasATableInEachFolder) {
    for (const char* name : {"train/0.png", "train/1.png", "train/2.png", "test/0.png", "test/1.png"}) add(name);
    text("train/metadata.csv", "file_name,text,label\n0.png,a cat,cat\n1.png,a dog,dog\n2.png,another cat,cat\n");
    text("test/metadata.csv", "file_name,text,label\n0.png,a third cat,cat\n1.png,a bird,bird\n");
    const auto set = open();
    EXPECT_EQ(columns(*set), (Names{"text", "label"}));
    EXPECT_EQ(cell(*set, "test/0.png", "text"), "a third cat");
    EXPECT_EQ(cell(*set, "train/0.png", "text"), "a cat");
    EXPECT_EQ(labels(*set), (Counts{{"bird", 1}, {"cat", 3}, {"dog", 1}}));
    EXPECT_EQ(sides(*set), (Sides{3, 2, 0}));
    ASSERT_EQ(set->importReport().tables.size(), 2u);
    EXPECT_EQ(set->importReport().tables[0].picturesWithoutRow, 0);
    EXPECT_EQ(settingsOf(*set).table, "test/metadata.csv;train/metadata.csv");
}

TEST_F(ImageTablesTest, JsonLinesAndLabelsOfIntegers) {
    for (const char* name : {"a.png", "b.png", "c.png", "d.png"}) add(name);
    text("metadata.jsonl",
         "{\"file_name\": \"a.png\", \"label\": 10}\n{\"file_name\": \"b.png\", \"label\": 9}\n{\"file_name\": "
         "\"c.png\", \"label\": 10}\n{\"file_name\": \"d.png\", \"label\": 2}\n");
    const auto set = open();
    EXPECT_EQ(set->labelNames(), (Names{"2", "9", "10"}));
    EXPECT_EQ(settingsOf(*set).labels, "column:label");
}

TEST_F(ImageTablesTest, AColumnMayBeTheSplit) {
    for (const char* name : {"a.png", "b.png", "c.png", "d.png"}) add(name);
    text("t.csv",
         "file,Split,is_valid,fold,side\na.png,Train,False,1,left\nb.png,TEST,True,1,right\nc.png,train,False,2,"
         "left\nd.png,validation,True,2,\n");
    EXPECT_EQ(sides(*open()), (Sides{2, 1, 1})) << "a column called split is their own";
    EXPECT_EQ(sides(*open(with("", "column:is_valid"))), (Sides{2, 2, 0}));
    EXPECT_FALSE(open(with("", "random"))->hasOwnSplit());
    EXPECT_EQ(errorCode([&] { open(with("", "column:side")); }), "split.column");
    EXPECT_EQ(errorCode([&] { open(with("", "column:absent")); }), "split.column");
    text("t.csv", "file,part\na.png,0\nb.png,1\nc.png,0\n");
    const auto part = open(with("", "column:part"));
    EXPECT_EQ(sides(*part), (Sides{3, 1, 0}));
    EXPECT_TRUE(remarks(*part, "split.without")) << "d.png is in no row";
    EXPECT_FALSE(open()->hasOwnSplit()) << "numbers alone do not say that they are a split";
}

TEST_F(ImageTablesTest, NamedTables) {
    for (const char* name : {"a.png", "b.png"}) add(name);
    const std::filesystem::path elsewhere = folder_ / "elsewhere; and more.csv";
    writeBytes(elsewhere, Bytes{'f', ',', 'x', '\n', 'a', '.', 'p', 'n', 'g', ',', '5', '\n'});
    const auto set = open(table(elsewhere.string()));
    EXPECT_EQ(cell(*set, "a.png", "x"), "5");
    EXPECT_EQ(settingsOf(*set).table, "../elsewhere; and more.csv");
    EXPECT_EQ(cell(*open(settingsOf(*set)), "a.png", "x"), "5");
    EXPECT_EQ(errorCode([&] { open(table("absent.csv")); }), "table.missing");
    text("other.csv", "f,x\nzzz.png,5\n");
    EXPECT_EQ(errorCode([&] { open(table("other.csv")); }), "table.names");
    text("broken.csv", "f,x\n\"a.png,5\n");
    EXPECT_EQ(errorCode([&] { open(table("broken.csv")); }), "table.quote");
    const auto rest = open();
    EXPECT_EQ(rest->count(), 2) << "a damaged table that nobody named costs no picture";
    EXPECT_TRUE(remarks(*rest, "table.quote"));
    EXPECT_TRUE(open(table("none"))->importReport().remarks.empty());
    EXPECT_EQ(settingsOf(*open(table("none"))).table, "none");
}

TEST_F(ImageTablesTest, WhatLiesBesideByChance) {
    for (int i = 0; i < 100; ++i) add(std::to_string(i) + ".png");
    text("results.csv", "epoch,loss\n1,0.5\n2,0.4\n3,0.3\n");
    EXPECT_TRUE(open()->attributes().empty()) << "epochs are no pictures";
    text("again.csv", "file,x\n1.png,1\n2.png,2\n1.png,3\n");
    const auto set = open();
    EXPECT_EQ(cell(*set, "1.png", "x"), "1") << "the first row counts";
    EXPECT_TRUE(remarks(*set, "table.rows-again"));
}

TEST_F(ImageTablesTest, ATextBesideEachPictureIsNoTable) {
    for (int i = 0; i < 200; ++i) {
        add("images/" + std::to_string(i) + ".png");
        text("labels/" + std::to_string(i) + ".txt", "0 0.5 0.5 0.25 0.125\n3 0.1 0.2 0.25 0.5\n");
    }
    text("story.txt", "Once upon a time there was 1.png.\nIt was a picture.\n\nThe end, and 2.png.\n");
    const auto set = open();
    EXPECT_EQ(set->count(), 200);
    EXPECT_TRUE(set->attributes().empty());
    EXPECT_TRUE(set->importReport().remarks.empty());
}

TEST_F(ImageTablesTest, TheSameHeadingTwice) {
    for (const char* name : {"a.png", "b.png"}) add(name);
    text("1.csv", "file,x,x\na.png,1,2\nb.png,3,4\n");
    text("2.csv", "file,x\na.png,5\nb.png,6\n");
    const auto set = open();
    EXPECT_EQ(columns(*set), (Names{"x", "x (1.csv)", "x (2.csv)"}));
    EXPECT_EQ(cell(*set, "b.png", "x (2.csv)"), "6");
}

TEST_F(ImageTablesTest, AChangedTableIsReadAgain) {
    add("a.png");
    add("b.png");
    text("t.csv", "file,x\na.png,1\nb.png,2\n");
    const auto set = open();
    EXPECT_EQ(cell(*arrangeImages(set, {}), "a.png", "x"), "1");
    text("t.csv", "file,x\na.png,77\nb.png,2\n");
    const auto changed = arrangeImages(set, {});
    EXPECT_EQ(cell(*changed, "a.png", "x"), "77");
    EXPECT_EQ(changed->fingerprint(), set->fingerprint());
}

}  // namespace
}  // namespace zscape
