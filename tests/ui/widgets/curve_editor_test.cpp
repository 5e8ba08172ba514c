#include "ui/widgets/curve_editor.h"

#include <QImage>
#include <QSignalSpy>
#include <QTest>
#include <gtest/gtest.h>

namespace zscape {
namespace {

struct Editing {
    CurveEditor editor{0, 1000, QStringLiteral("epochs")};
    QSignalSpy edited{&editor, &CurveEditor::edited};

    Editing() {
        editor.resize(240, 120);
        editor.setPoints({{0, 0}, {5, 1}});
        editor.show();
    }
    QPoint at(double place, double value) const { return editor.position({place, value}).toPoint(); }
    void drag(const QPoint& from, const QPoint& to) {
        QTest::mousePress(&editor, Qt::LeftButton, {}, from);
        QTest::mouseMove(&editor, (from + to) / 2);
        QTest::mouseMove(&editor, to);
        EXPECT_EQ(edited.count(), 0) << "a run would get a setting for every pixel";
        QTest::mouseRelease(&editor, Qt::LeftButton, {}, to);
    }
};

TEST(CurveEditor, APointIsDraggedAndToldOnce) {
    Editing e;
    e.drag(e.at(5, 1), e.at(4, 0.5));
    ASSERT_EQ(e.edited.count(), 1);
    ASSERT_EQ(e.editor.points().size(), 2U);
    EXPECT_NEAR(e.editor.points()[1].at, 4, 0.1);
    EXPECT_NEAR(e.editor.points()[1].value, 0.5, 0.03);
    EXPECT_EQ(e.editor.points()[0], (CurvePoint{0, 0}));
}

TEST(CurveEditor, APointDoesNotPassItsNeighbour) {
    Editing e;
    e.drag(e.at(0, 0), e.at(9, 2));
    ASSERT_EQ(e.editor.points().size(), 2U);
    EXPECT_LT(e.editor.points()[0].at, e.editor.points()[1].at);
    EXPECT_EQ(e.editor.points()[1], (CurvePoint{5, 1}));
}

TEST(CurveEditor, AClickSetsAPointDownAndADoubleClickTakesItAway) {
    Editing e;
    QTest::mouseClick(&e.editor, Qt::LeftButton, {}, e.at(8, 1.5));
    ASSERT_EQ(e.editor.points().size(), 3U);
    EXPECT_NEAR(e.editor.points()[2].at, 8, 0.2);
    EXPECT_EQ(e.edited.count(), 1);
    QTest::mouseDClick(&e.editor, Qt::LeftButton, {}, e.at(5, 1));
    EXPECT_EQ(e.editor.points().size(), 2U);
    QTest::mouseClick(&e.editor, Qt::RightButton, {}, e.editor.position(e.editor.points()[1]).toPoint());
    ASSERT_EQ(e.editor.points().size(), 1U);
    e.edited.clear();
    QTest::mouseClick(&e.editor, Qt::RightButton, {}, e.editor.position(e.editor.points()[0]).toPoint());
    EXPECT_EQ(e.editor.points().size(), 1U) << "one stays";
    EXPECT_EQ(e.edited.count(), 0);
}

TEST(CurveEditor, KeysChooseMoveAndDelete) {
    Editing e;
    e.editor.setFocus();
    QTest::keyClick(&e.editor, Qt::Key_Right);
    EXPECT_EQ(e.editor.chosen(), 1);
    EXPECT_EQ(e.edited.count(), 0);
    QTest::keyClick(&e.editor, Qt::Key_Up);
    EXPECT_GT(e.editor.points()[1].value, 1);
    QTest::keyClick(&e.editor, Qt::Key_Right, Qt::ShiftModifier);
    EXPECT_GT(e.editor.points()[1].at, 5);
    EXPECT_EQ(e.edited.count(), 2);
    QTest::keyClick(&e.editor, Qt::Key_Delete);
    EXPECT_EQ(e.editor.points().size(), 1U);
}

TEST(CurveEditor, TheRangeGrowsWithWhatIsDrawn) {
    Editing e;
    const QPointF before = e.editor.position({5, 1});
    e.drag(e.at(5, 1), QPoint(e.editor.width() + 200, 0));
    const CurvePoint moved = e.editor.points()[1];
    EXPECT_GT(moved.at, 9);
    EXPECT_GT(moved.value, 1.9);
    // Room is left to draw on further.
    EXPECT_LT(e.editor.position(moved).x(), e.editor.width() - 20);
    EXPECT_LT(e.editor.position({5, 1}).x(), before.x());
}

TEST(CurveEditor, TheLineIsWhereItsPointsAre) {
    Editing e;
    const QImage image = e.editor.grab().toImage();
    const auto differs = [&](const QPoint& a, const QPoint& b) { return image.pixelColor(a) != image.pixelColor(b); };
    const QPoint middle = e.at(2.5, 0.5);
    EXPECT_TRUE(differs(middle, middle + QPoint(0, 12))) << "halfway the line is halfway up";
    EXPECT_TRUE(differs(e.at(8, 1), e.at(8, 1) + QPoint(0, 8))) << "and level beyond its end";
}

}  // namespace
}  // namespace zscape
