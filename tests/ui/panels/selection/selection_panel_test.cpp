#include "ui/panels/selection/selection_panel.h"

#include "tests/ui/panels/fake_images.h"
#include "ui/panels/selection/member_grid.h"
#include "ui/panels/selection/named_list.h"
#include "ui/selection/selection_model.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/picture_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>
#include <gtest/gtest.h>

#include <iostream>

namespace zscape {
namespace {

class SelectionPanelTest : public testing::Test {
protected:
    SelectionPanelTest() {
        selection.reset(images->count());
        panel.setImages(images);
        panel.resize(300, 640);
        panel.show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&panel));
    }
    ImageBits first(int64_t count) const {
        ImageBits bits(images->count());
        for (int64_t image = 0; image < count; ++image) bits.insert(image);
        return bits;
    }
    QModelIndex row(int at) { return panel.named()->model()->index(at, 0); }
    void clickRow(int at, int x = 20) {
        const QRect rect = panel.named()->visualRect(row(at));
        QTest::mouseClick(panel.named()->viewport(), Qt::LeftButton, {}, {x, rect.center().y()});
    }

    std::shared_ptr<FakeImages> images = std::make_shared<FakeImages>(2000);
    QUndoStack history;
    SelectionModel selection{history};
    SelectionPanel panel{&selection};
};

TEST_F(SelectionPanelTest, WithoutASelectionItSaysHowToMakeOne) {
    EXPECT_EQ(panel.hintText(), QStringLiteral("Drag with Shift for a box, with Shift+Ctrl for a lasso"));
    EXPECT_FALSE(panel.members()->isVisible());
    EXPECT_FALSE(panel.nameButton()->isEnabled());
    selection.choose(3);
    EXPECT_FALSE(panel.hintText().isEmpty()) << "one is shown by the decoder";
    EXPECT_TRUE(panel.nameButton()->isEnabled());
    selection.chooseMany(first(2), Combine::Replace);
    EXPECT_TRUE(panel.hintText().isEmpty());
    EXPECT_TRUE(panel.members()->isVisible());
}

TEST_F(SelectionPanelTest, CountAndSharesAreThoseOfTheSelectionAtOnce) {
    // Image i has label i % 10.
    ImageBits some(images->count());
    for (int64_t image = 0; image < 1000; ++image)
        if (image % 10 < 7 && (image % 10 != 6 || image < 500)) some.insert(image);
    selection.chooseMany(some, Combine::Replace);
    EXPECT_EQ(panel.countText(), QStringLiteral("650 of 2,000 images"));
    EXPECT_EQ(panel.percentText(), QStringLiteral("32.5 %"));
    EXPECT_EQ(panel.shares()->rows(), (QStringList{QStringLiteral("0 100 15.4 %"), QStringLiteral("1 100 15.4 %"),
                                                   QStringLiteral("2 100 15.4 %"), QStringLiteral("3 100 15.4 %"),
                                                   QStringLiteral("4 100 15.4 %"), QStringLiteral("rest 150 23.1 %")}));
    // The bar begins with the colour of the largest and ends with that of the smallest.
    const QImage bar = panel.shares()->grab().toImage();
    EXPECT_EQ(bar.pixelColor(8, 6), tokens().classColour(0));
    EXPECT_EQ(bar.pixelColor(bar.width() - 8, 6), tokens().classColour(6));
    // While a lasso is drawn.
    selection.draw(std::make_shared<const ImageBits>(first(4)));
    EXPECT_EQ(panel.countText(), QStringLiteral("4 of 2,000 images"));
    selection.draw(nullptr);
    EXPECT_EQ(panel.countText(), QStringLiteral("650 of 2,000 images"));
    images = std::make_shared<FakeImages>(2000);
    images->labels_.clear();
    panel.setImages(images);
    EXPECT_FALSE(panel.shares()->isVisible()) << "nothing has a label";
}

TEST_F(SelectionPanelTest, PicturesAndNumbersStayUntilThereAreNewOnes) {
    selection.chooseMany(first(30), Combine::Replace);
    SelectionPictures pictures{30, {2, 2, 1, {10, 20, 30, 40}}, {0, 1, 2, 4}};
    panel.setPictures(pictures);
    SelectionCodes codes;
    codes.encoded = 30;
    codes.step = 1200;
    codes.mean = {-0.321F, 0.93F, 5};
    codes.deviation = {0.44F, 0.34F, 1};
    codes.near = {3, 1};
    codes.far = {7, 9};
    panel.setCodes(codes);
    EXPECT_EQ(panel.numbersText(), QStringLiteral("z₁  −0.32 ± 0.44     z₂  0.93 ± 0.34"));
    EXPECT_EQ(panel.meanPicture()->image().pixelColor(1, 1), QColor(40, 40, 40));
    const QImage spread = panel.spreadPicture()->image();
    EXPECT_EQ(spread.pixelColor(0, 0), tokens().magnitude(0));
    EXPECT_EQ(spread.pixelColor(1, 1), tokens().magnitude(1)) << "the largest";
    panel.setDecodedMean({2, 2, 1, {1, 2, 3, 4}});
    selection.chooseMany(first(20), Combine::Replace);
    EXPECT_FALSE(panel.meanPicture()->image().isNull());
    EXPECT_FALSE(panel.decodedPicture()->image().isNull());
    EXPECT_EQ(panel.members()->members(), codes.near);
    panel.orderPicker()->setCurrentIndex(1);
    EXPECT_EQ(panel.members()->members(), codes.far);
    panel.setImages(std::make_shared<FakeImages>(2000));
    EXPECT_TRUE(panel.meanPicture()->image().isNull()) << "of other images nothing is shown";
    EXPECT_TRUE(panel.members()->members().empty());
}

TEST_F(SelectionPanelTest, AClickOnAMemberGoesThereAndKeepsTheOthers) {
    selection.chooseMany(first(30), Combine::Replace);
    SelectionCodes codes;
    codes.near = {5, 6, 7};
    panel.setCodes(codes);
    QApplication::processEvents();  // laid out
    MemberGrid* grid = panel.members();
    // Until it is where it stays, the pointer may be over something else.
    EXPECT_TRUE(QTest::qWaitFor([&] {
        QTest::mouseMove(grid, grid->cellOf(5).center());
        QTest::mouseMove(grid, grid->cellOf(6).center());
        return selection.hovered() == 6;
    }));
    QTest::mouseClick(grid, Qt::LeftButton, {}, grid->cellOf(6).center());
    EXPECT_EQ(selection.current(), 6);
    EXPECT_EQ(selection.selected().count(), 30);
    grid->setFocus();
    QTest::keyClick(grid, Qt::Key_Right);
    EXPECT_EQ(selection.current(), 7);
    QTest::keyClick(grid, Qt::Key_Right);
    EXPECT_EQ(selection.current(), 7) << "there is no more";
    EXPECT_EQ(grid->grab().toImage().pixelColor(grid->cellOf(7).topLeft() + QPoint(19, 1)), tokens().accent);
}

TEST_F(SelectionPanelTest, ANamedRowSelectsAndItsSignsCombine) {
    selection.setNamed({{QStringLiteral("Few"), QStringLiteral("box"), std::make_shared<const ImageBits>(first(10))},
                        {QStringLiteral("More"), {}, std::make_shared<const ImageBits>(first(100))}});
    QApplication::processEvents();
    clickRow(0);
    EXPECT_EQ(selection.selected(), first(10));
    const QRect second = panel.named()->visualRect(row(1));
    clickRow(1, NamedDelegate::plusIn(second).center().x());
    EXPECT_EQ(selection.selected(), first(100));
    clickRow(0, NamedDelegate::minusIn(second).center().x());
    EXPECT_EQ(selection.selected().count(), 90);
    EXPECT_FALSE(selection.selected().contains(9));
    history.undo();
    EXPECT_EQ(selection.selected(), first(100));
    // The same by keys.
    NamedList* list = panel.named();
    list->setFocus();
    list->setCurrentIndex(row(0));
    QTest::keyClick(list, Qt::Key_Minus);
    EXPECT_EQ(selection.selected().count(), 90);
    QTest::keyClick(list, Qt::Key_Plus);
    EXPECT_EQ(selection.selected().count(), 100);
    QTest::keyClick(list, Qt::Key_Return);
    EXPECT_EQ(selection.selected().count(), 10);
    QTest::keyClick(list, Qt::Key_Delete);
    ASSERT_EQ(selection.named().size(), 1U);
    EXPECT_EQ(selection.named()[0].name, QStringLiteral("More"));
}

TEST_F(SelectionPanelTest, ANameIsTypedAndAnEmptyOneChangesNothing) {
    selection.chooseMany(first(10), Combine::Replace);
    QSignalSpy wanted(&panel, &SelectionPanel::nameWanted);
    QTest::mouseClick(panel.nameButton(), Qt::LeftButton);
    EXPECT_EQ(wanted.count(), 1);
    selection.nameSelected(QStringLiteral("Selection 1"), {});
    panel.renameLast();
    auto* line = qobject_cast<QLineEdit*>(QApplication::focusWidget());
    ASSERT_NE(line, nullptr);
    EXPECT_EQ(line->text(), QStringLiteral("Selection 1"));
    QTest::keyClicks(line, QStringLiteral("Sevens"));
    QTest::keyClick(line, Qt::Key_Return);
    QApplication::processEvents();  // Qt takes it in the next turn
    EXPECT_EQ(selection.named()[0].name, QStringLiteral("Sevens")) << "the proposed name was marked";
    for (const Qt::Key end : {Qt::Key_Return, Qt::Key_Escape}) {
        QTest::keyClick(panel.named(), Qt::Key_F2);
        line = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        ASSERT_NE(line, nullptr);
        if (end == Qt::Key_Return) line->clear();
        else QTest::keyClicks(line, QStringLiteral("never"));
        QTest::keyClick(line, end);
        QApplication::processEvents();
        EXPECT_EQ(selection.named()[0].name, QStringLiteral("Sevens"));
    }
}

TEST_F(SelectionPanelTest, ItFollowsALassoOverAMillionImages) {
    images = std::make_shared<FakeImages>(1'000'000, 1);
    selection.reset(images->count());
    panel.setImages(images);
    const auto half = std::make_shared<const ImageBits>(first(500'000));
    selection.draw(half);
    constexpr int kTimes = 20;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < kTimes; ++i) {
        selection.draw(std::make_shared<const ImageBits>(first(2)));
        selection.draw(half);
    }
    const double each = static_cast<double>(timer.nsecsElapsed()) / 1e6 / kTimes;
    std::cout << "  half a million of a million, counted by label: " << each << " ms\n";
    EXPECT_EQ(panel.countText(), QStringLiteral("500,000 of 1,000,000 images"));
    EXPECT_LT(each, 50);
}

}  // namespace
}  // namespace zscape
