#include "ui/import/values_drawer.h"

#include "tests/ui/import/imported_fixture.h"
#include "ui/import/import_preview.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/number_field.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <gtest/gtest.h>

namespace zscape {
namespace {

using Row = ImportPage::Row;

/// Bytes from 0 to 255, as many of each.
ImportReport::Values bytes() {
    ImportReport::Values values;
    values.least = 0;
    values.greatest = 255;
    values.histogram.assign(64, 100);
    return values;
}

/// Ten bits in sixteen, as range=auto has them.
ImportReport::Values tenBits() {
    ImportReport::Values values = bytes();
    values.bytes = false;
    values.fullWhite = 65535;
    values.greatest = values.high = 1023;
    values.foundBlack = values.black = 3;
    values.foundWhite = values.white = 1015;
    values.cut = 0.002;
    return values;
}

struct ValuesPage : testing::Test {
    void give(const ImportReport::Values& values) {
        shown.images->report_.values = values;
        shown.give();
    }
    ImportRow* row() { return shown.row(Row::Values); }
    ValueHistogram* histogram() { return shown.page.values()->histogram(); }
    QPoint placeOf(double value) { return {qRound(histogram()->placeOf(value)), 30}; }
    /// What the page asked to be read, once.
    ValueRange wanted(QSignalSpy& spy) {
        EXPECT_EQ(spy.count(), 1);
        return spy.isEmpty() ? ValueRange() : spy.takeFirst().at(0).value<ImportSettings>().range;
    }

    ShownPage shown;
};

TEST_F(ValuesPage, SayWhatIsBlackAndWhite) {
    shown.give();
    EXPECT_TRUE(row()->isHidden()) << "nothing is known of them";
    give(bytes());
    EXPECT_EQ(row()->sentence(), QStringLiteral("0 is black, 255 is white of 0 to 255"));
    EXPECT_FALSE(shown.page.rangeLink()->isVisible());
    give(tenBits());
    EXPECT_EQ(row()->sentence(), QStringLiteral("3 is black, 1,015 is white of 0 to 1,023"));
    EXPECT_FALSE(shown.page.rangeLink()->isVisible());
    shown.open(Row::Values);
    EXPECT_EQ(shown.page.values()->cutText(), QStringLiteral("0.2 % of all pixels are cut"));
    ImportReport::Values other = bytes();
    other.byFile = true;
    give(other);
    EXPECT_EQ(row()->sentence(), QStringLiteral("Black and white of each picture by itself"));
    other = bytes();
    other.mixed = true;
    give(other);
    EXPECT_EQ(row()->sentence(), QStringLiteral("Black and white as each file has them"));
    EXPECT_FALSE(row()->opens());
    ImportReport::Values floats = tenBits();
    floats.fullWhite = floats.white = floats.foundWhite = floats.high = 1;
    floats.black = floats.foundBlack = 0;
    floats.greatest = 0.875;
    give(floats);
    EXPECT_EQ(row()->sentence(), QStringLiteral("0 is black, 1 is white of 0 to 0.875"));
}

TEST_F(ValuesPage, AHandleIsDraggedAndThePicturesFollow) {
    give(bytes());
    shown.open(Row::Values);
    ASSERT_TRUE(histogram()->isVisible());
    const PreviewGrid* grid = shown.page.preview()->grid();
    const int before = shown.at(grid, grid->cellAt(3, 4).center()).lightness();
    QSignalSpy read(&shown.page, &ImportPage::readWanted);
    QTest::mousePress(histogram(), Qt::LeftButton, {}, placeOf(255));
    QTest::mouseMove(histogram(), placeOf(200));
    shown.settle();
    EXPECT_NEAR(histogram()->white(), 200, 1);
    EXPECT_EQ(histogram()->black(), 0);
    EXPECT_EQ(shown.page.values()->whiteField()->value(), histogram()->white());
    EXPECT_EQ(shown.page.values()->cutText(), QStringLiteral("21.9 % of all pixels are cut"));
    const int after = shown.at(grid, grid->cellAt(3, 4).center()).lightness();
    EXPECT_NEAR(after, before * 255 / histogram()->white(), 3);
    EXPECT_EQ(read.count(), 0) << "nothing is read while it is dragged";
    const double white = histogram()->white();
    QTest::mouseRelease(histogram(), Qt::LeftButton, {}, placeOf(200));
    EXPECT_EQ(wanted(read), (ValueRange{ValueRange::Kind::Fixed, 0, white}));
    // Black never passes white.
    QTest::mousePress(histogram(), Qt::LeftButton, {}, placeOf(0));
    QTest::mouseMove(histogram(), placeOf(255));
    EXPECT_EQ(histogram()->black(), white - 1);
    QTest::mouseRelease(histogram(), Qt::LeftButton, {}, placeOf(255));
    QTest::mouseDClick(histogram(), Qt::LeftButton, {}, placeOf(100));
    EXPECT_EQ(read.takeLast().at(0).value<ImportSettings>().range.kind, ValueRange::Kind::Full) << "as they were";
}

TEST_F(ValuesPage, KeysMoveByOneAndByTen) {
    give(tenBits());
    shown.open(Row::Values);
    QSignalSpy read(&shown.page, &ImportPage::readWanted);
    histogram()->setFocus(Qt::TabFocusReason);
    QTest::keyClick(histogram(), Qt::Key_Right);
    QTest::keyClick(histogram(), Qt::Key_Right, Qt::ShiftModifier);
    EXPECT_EQ(histogram()->black(), 14);
    QTest::keyClick(histogram(), Qt::Key_Tab);
    QTest::keyClick(histogram(), Qt::Key_Left, Qt::ShiftModifier);
    EXPECT_EQ(histogram()->white(), 1005);
    ASSERT_TRUE(read.wait(10000)) << "keys that rest are taken";
    EXPECT_EQ(wanted(read), (ValueRange{ValueRange::Kind::Fixed, 14, 1005}));
}

TEST_F(ValuesPage, FieldsTakeAnyRangeButNoneThatIsTurnedRound) {
    give(tenBits());
    shown.open(Row::Values);
    QSignalSpy read(&shown.page, &ImportPage::readWanted);
    const auto type = [&](NumberField* field, const char* text) {
        field->line()->selectAll();
        QTest::keyClicks(field->line(), QString::fromLatin1(text));
        QTest::keyClick(field->line(), Qt::Key_Return);
    };
    type(shown.page.values()->whiteField(), "4095");
    EXPECT_EQ(wanted(read), (ValueRange{ValueRange::Kind::Fixed, 3, 4095}));
    type(shown.page.values()->blackField(), "5000");
    EXPECT_EQ(read.count(), 0);
    EXPECT_FALSE(shown.page.values()->blackField()->error().isEmpty());
}

TEST_F(ValuesPage, WhatIsHardlySeenIsOfferedAndCanBeTakenBack) {
    ImportReport::Values dark = bytes();
    dark.greatest = 12;
    dark.foundWhite = 11;
    dark.visibility = Visibility::NearlyBlack;
    give(dark);
    EXPECT_EQ(row()->sentence(), QStringLiteral("Nearly black: 0 to 11 of 255 are used"));
    EXPECT_EQ(shown.page.rangeLink()->text(), QStringLiteral("Use this range"));
    ASSERT_TRUE(shown.page.rangeLink()->isVisible());
    QSignalSpy read(&shown.page, &ImportPage::readWanted);
    QTest::mouseClick(shown.page.rangeLink(), Qt::LeftButton);
    EXPECT_EQ(wanted(read), (ValueRange{ValueRange::Kind::Fixed, 0, 11}));
    dark.white = 11;
    dark.visibility = Visibility::Seen;
    give(dark);
    EXPECT_EQ(row()->sentence(), QStringLiteral("0 is black, 11 is white of 0 to 255"));
    EXPECT_EQ(shown.page.rangeLink()->text(), QStringLiteral("Back to 0 to 255"));
    QTest::mouseClick(shown.page.rangeLink(), Qt::LeftButton);
    EXPECT_EQ(wanted(read).kind, ValueRange::Kind::Full);
    ImportReport::Values cut = tenBits();
    cut.white = 500;
    give(cut);
    EXPECT_EQ(shown.page.rangeLink()->text(), QStringLiteral("Back to 3 to 1,015"));
    QTest::mouseClick(shown.page.rangeLink(), Qt::LeftButton);
    EXPECT_EQ(wanted(read), (ValueRange{ValueRange::Kind::Fixed, 3, 1015}));
}

}  // namespace
}  // namespace zscape
