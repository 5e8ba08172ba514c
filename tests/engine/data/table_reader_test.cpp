#include "engine/data/table_reader.h"

#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/temporary_folder.h"

namespace zscape {
namespace {

class TableReader : public testing::Test {
protected:
    Table read(const std::string& name, const std::string& content) {
        writeBytes(folder_ / name, Bytes(content.begin(), content.end()));
        return readTable(folder_ / name);
    }
    static std::vector<std::string> row(const Table& table, size_t number) {
        std::vector<std::string> cells;
        for (size_t column = 0; column < table.columns(); ++column) cells.emplace_back(table.cell(number, column));
        return cells;
    }
    TemporaryFolder folder_;
};

using Cells = std::vector<std::string>;

TEST_F(TableReader, Separators) {
    for (const char separator : {',', ';', '\t', '|'}) {
        std::string content = "file,label\n1.png,cat\n2.png,dog\n";
        std::replace(content.begin(), content.end(), ',', separator);
        const Table table = read("t.csv", content);
        ASSERT_EQ(table.rows(), 3u) << separator;
        EXPECT_EQ(row(table, 1), (Cells{"1.png", "cat"})) << separator;
        EXPECT_EQ(table.commasAreFree(), separator != ',');
    }
    EXPECT_EQ(row(read("t.tsv", "a,b\tc\n1,2\t3\n"), 1), (Cells{"1,2", "3"}));
    EXPECT_EQ(row(read("t.csv", "sep=;\na;b\n1;2\n"), 1), (Cells{"1", "2"}));
    EXPECT_EQ(row(read("t.csv", "bild;wert\n1.png;0,5\n2.png;0,25\n"), 2), (Cells{"2.png", "0,25"}))
        << "as a German spreadsheet writes it";
}

TEST_F(TableReader, QuotesLineEndsAndMarks) {
    const Table table = read(
        "t.csv",
        "\xEF\xBB\xBF\"file\",\"note\"\r\n\"a,b.png\",\"say \"\"hi\"\"\"\r\n\r\n c.png , \"two\nlines\" \r\nd.png\r\n");
    ASSERT_EQ(table.rows(), 4u);
    EXPECT_EQ(row(table, 0), (Cells{"file", "note"}));
    EXPECT_EQ(row(table, 1), (Cells{"a,b.png", "say \"hi\""}));
    EXPECT_EQ(row(table, 2), (Cells{"c.png", "two\nlines"}));
    EXPECT_EQ(row(table, 3), (Cells{"d.png", ""})) << "a short row has empty cells";
    EXPECT_EQ(read("old.csv", "a,b\r1,2\r").rows(), 2u);
    EXPECT_EQ(row(read("end.csv", "a,b\n1,"), 1), (Cells{"1", ""}));
    EXPECT_EQ(read("empty.csv", "").rows(), 0u);
    EXPECT_EQ(read("blank.csv", "\n\n ,\n").rows(), 0u);
    EXPECT_EQ(errorCode([&] { read("t.csv", "a,b\n\"open,1\n2,3\n"); }), "table.quote");
}

TEST_F(TableReader, Encodings) {
    EXPECT_EQ(row(read("utf8.csv", "datei,art\nm\xC3\xBCtze.png,hut\n"), 1), (Cells{"m\xC3\xBCtze.png", "hut"}));
    EXPECT_EQ(row(read("windows.csv", "datei,art\nm\xFCtze.png,\x80\n"), 1),
              (Cells{"m\xC3\xBCtze.png", "\xE2\x82\xAC"}));
    std::string wide = "\xFF\xFE";
    for (const char c : std::string("a\tb\n1\t2\n")) wide += std::string{c, '\0'};
    EXPECT_EQ(row(read("wide.txt", wide), 1), (Cells{"1", "2"}));
}

TEST_F(TableReader, CelebA) {
    Table attributes = read("list_attr_celeba.txt", "2\nSmiling Young \n000001.jpg -1  1\n000002.jpg  1 -1\n");
    ASSERT_EQ(attributes.rows(), 2u);
    EXPECT_TRUE(attributes.headed());
    EXPECT_EQ(attributes.heading(1), "Smiling");
    EXPECT_EQ(attributes.heading(2), "Young");
    EXPECT_EQ(row(attributes, 0), (Cells{"000001.jpg", "-1", "1"}));
    const Table partition = read("list_eval_partition.txt", "000001.jpg 0\n000002.jpg 2\n");
    EXPECT_FALSE(partition.headed());
    EXPECT_EQ(row(partition, 1), (Cells{"000002.jpg", "2"}));
    const Table boxes = read("list_bbox_celeba.txt", "1\nimage_id x_1 y_1\n000001.jpg 95 71\n");
    EXPECT_EQ(row(boxes, 0), (Cells{"image_id", "x_1", "y_1"}));
}

TEST_F(TableReader, JsonLines) {
    const Table table = read("metadata.jsonl",
                             "{\"file_name\": \"1.png\", \"label\": 3, \"box\": {\"x\": 0.5}, \"tags\": "
                             "[\"a\"]}\n\n{\"label\": null, \"new\": true, \"file_name\": \"2.png\"}\n");
    ASSERT_EQ(table.rows(), 2u);
    EXPECT_TRUE(table.headed());
    Cells headings;
    for (size_t i = 0; i < table.columns(); ++i) headings.emplace_back(table.heading(i));
    EXPECT_EQ(headings, (Cells{"file_name", "label", "box.x", "tags", "new"}));
    EXPECT_EQ(row(table, 0), (Cells{"1.png", "3", "0.5", "[\"a\"]", ""}));
    EXPECT_EQ(row(table, 1), (Cells{"2.png", "", "", "", "true"}));
    EXPECT_EQ(errorCode([&] { read("bad.jsonl", "{\"a\": 1}\n{\"a\": \n"); }), "table.json");
    EXPECT_EQ(errorCode([&] { read("list.jsonl", "[1]\n"); }), "table.json");
}

TEST_F(TableReader, WhatIsNoTable) {
    EXPECT_EQ(errorCode([&] { readTable(folder_ / "absent.csv"); }), "file.missing");
    EXPECT_EQ(errorCode([&] { read("wide.csv", std::string(5000, ',') + "\n"); }), "none")
        << "a row of nothing but empty cells is no row";
    std::string wide;
    for (int i = 0; i < 5000; ++i) wide += "x,";
    EXPECT_EQ(errorCode([&] { read("wide.csv", wide + "\n"); }), "table.rows");
    std::string noise;
    for (int i = 0; i < 4000; ++i) noise += static_cast<char>((i * 7919 + i * i * 31) % 256);
    EXPECT_NO_THROW(read("noise.txt", noise));
}

}  // namespace
}  // namespace zscape
