// What a person does on the plane: real mouse, wheel, key and drop events.
#include "tests/ui/plane/plane_fixture.h"
#include "ui/plane/plane_legend.h"
#include "ui/widgets/image.h"

#include <QDropEvent>
#include <QMenu>
#include <QMimeData>
#include <QTemporaryDir>
#include <QUrl>

#include <cmath>

namespace zscape {
namespace {

class LatentPlaneTest : public PlaneFixture {
protected:
    void putPath() {
        selection.setEnd(PathEnd::A, endAt({-2, 0}));
        selection.setEnd(PathEnd::B, endAt({2, 0}));
        plane.setPath({{-2, 0}, {-1, 0}, {0, 0}, {1, 0}, {2, 0}});
    }
    bool drop(const QMimeData* mime, QPointF place) {
        QDragEnterEvent enter(at(place), Qt::CopyAction | Qt::MoveAction, mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&plane, &enter);
        if (!enter.isAccepted()) return false;
        QDropEvent event(at(place), Qt::CopyAction | Qt::MoveAction, mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&plane, &event);
        return event.isAccepted();
    }
};

TEST_F(LatentPlaneTest, TheDecodeFollowsThePointer) {
    QSignalSpy moved(&plane, &LatentPlane::pointerMoved);
    moveTo({0.3, 0.4});
    ASSERT_GE(moved.count(), 1);
    const QPointF place = moved.last()[0].toPointF();
    EXPECT_NEAR(place.x(), 0.3, 1 / plane.view().scale());
    EXPECT_NEAR(place.y(), 0.4, 1 / plane.view().scale());
    QSignalSpy left(&plane, &LatentPlane::pointerLeft);
    QTest::mouseMove(&plane, QPoint(5, 595));  // on the labels of the axes
    EXPECT_EQ(left.count(), 1);
    EXPECT_FALSE(plane.pointer().has_value());
}

TEST_F(LatentPlaneTest, AnUntouchedViewFollowsWhatLeavesIt) {
    plane.setPriorSpread(0);
    plane.fit();
    const double top = plane.view().seen().top() + plane.view().seen().height();
    plane.setCodes(codesOf({-1, -1, 1, -1, -1, 1, 1, static_cast<float>(top + 0.001)}), plainBasis());
    EXPECT_NEAR(plane.view().seen().top() + plane.view().seen().height(), top, 1e-9) << "a little, and the view stays";
    const double further = top + 0.06 * plane.view().seen().height();
    plane.setCodes(codesOf({-1, -1, 1, -1, -1, 1, 1, static_cast<float>(further)}), plainBasis());
    EXPECT_GT(plane.view().seen().top() + plane.view().seen().height(), further);
    plane.zoom(2);
    const QRectF chosen = plane.view().seen();
    plane.setCodes(codesOf({-9, -9, 9, -9, -9, 9, 9, 9}), plainBasis());
    EXPECT_EQ(plane.view().seen(), chosen) << "a view that somebody chose is theirs";
}

TEST_F(LatentPlaneTest, AHoveredPointWhoseCodeIsLetGoIsHoveredNoMore) {
    moveTo({-1, -1});
    QSignalSpy hovered(&plane, &LatentPlane::imageHovered);
    auto without = codesOf({-1, -1, 1, -1, -1, 1, 1, 1});
    without->chunks[0] = nullptr;
    plane.setCodes(without, plainBasis());
    ASSERT_EQ(hovered.count(), 1);
    EXPECT_EQ(hovered[0][0].toLongLong(), -1);
}

TEST_F(LatentPlaneTest, WithinEightPixelsOfAPointItsImageIsHovered) {
    QSignalSpy hovered(&plane, &LatentPlane::imageHovered);
    QTest::mouseMove(&plane, at({1, 1}) + QPoint(7, 0));
    ASSERT_EQ(hovered.count(), 1);
    EXPECT_EQ(hovered.last()[0].toLongLong(), 3);
    EXPECT_EQ(plane.spokenValue().section(QStringLiteral(", "), 2), QStringLiteral("near image 3"));
    QTest::mouseMove(&plane, at({1, 1}) + QPoint(10, 0));
    EXPECT_EQ(hovered.last()[0].toLongLong(), -1);
    EXPECT_EQ(plane.underPointer(), -1);
}

TEST_F(LatentPlaneTest, AClickOnAPointSelectsItAndKeepsTheDecodeThere) {
    click({-1, 1});
    EXPECT_EQ(selection.current(), 2);
    EXPECT_TRUE(selection.selected().contains(2));
    ASSERT_TRUE(selection.kept().has_value());
    EXPECT_EQ(selection.kept()->image, 2);
    EXPECT_EQ(selection.kept()->at, QPointF(-1, 1));
    EXPECT_EQ(history.count(), 1) << "one click is one thing";
}

TEST_F(LatentPlaneTest, AClickOnAnEmptyPlaceKeepsItAndTheDecodeNoLongerFollows) {
    click({0.5, 0.25});
    ASSERT_TRUE(selection.kept().has_value());
    EXPECT_EQ(selection.kept()->image, -1);
    EXPECT_NEAR(selection.kept()->at.x(), 0.5, 1 / plane.view().scale());
    EXPECT_EQ(selection.current(), -1);
    QSignalSpy moved(&plane, &LatentPlane::pointerMoved), hovered(&plane, &LatentPlane::imageHovered);
    moveTo({1, 1});
    EXPECT_EQ(moved.count(), 0);
    EXPECT_EQ(hovered.count(), 1) << "cards still show";
}

TEST_F(LatentPlaneTest, ADoubleClickOnAnEmptyPlaceLetsGo) {
    click({1, 1});
    ASSERT_EQ(selection.current(), 3);
    QSignalSpy moved(&plane, &LatentPlane::pointerMoved);
    QTest::mouseDClick(&plane, Qt::LeftButton, {}, at({0, 0.3}));
    EXPECT_FALSE(selection.kept().has_value());
    EXPECT_EQ(selection.current(), -1);
    EXPECT_GE(moved.count(), 1) << "the pointer leads again";
}

TEST_F(LatentPlaneTest, EscapeUndoesOneThingAtATime) {
    click({1, 1});
    QTest::mousePress(&plane, Qt::LeftButton, {}, at({0, 0.3}));
    QTest::mouseMove(&plane, at({0, 0.3}) + QPoint(30, 0));
    const PlaneView dragged = plane.view();
    key(Qt::Key_Escape);
    QTest::mouseMove(&plane, at({0, 0.3}) + QPoint(90, 0));
    EXPECT_EQ(plane.view(), dragged) << "the drag has ended";
    QTest::mouseRelease(&plane, Qt::LeftButton, {}, at({0, 0.3}) + QPoint(90, 0));
    EXPECT_EQ(selection.current(), 3);
    key(Qt::Key_Escape);
    EXPECT_EQ(selection.current(), -1);
    EXPECT_TRUE(selection.kept().has_value());
    key(Qt::Key_Escape);
    EXPECT_FALSE(selection.kept().has_value());
    QKeyEvent nothing(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier);
    QApplication::sendEvent(&plane, &nothing);
    EXPECT_FALSE(nothing.isAccepted()) << "with nothing to undo the key is the window's";
}

TEST_F(LatentPlaneTest, TheWheelZoomsAtThePointerByOnePointTwoANotch) {
    const QPoint pointer(300, 200);
    const QPointF before = plane.view().toPlane(pointer);
    const double scale = plane.view().scale();
    wheel(pointer, 2);
    EXPECT_NEAR(plane.view().scale() / scale, 1.44, 1e-9);
    EXPECT_NEAR(plane.view().toPlane(pointer).x(), before.x(), 1e-9);
    EXPECT_NEAR(plane.view().toPlane(pointer).y(), before.y(), 1e-9);
    wheel(pointer, -2);
    EXPECT_NEAR(plane.view().scale(), scale, 1e-9);
}

TEST_F(LatentPlaneTest, ALeftDragPansAndOnceTouchedTheViewNeverMovesByItself) {
    const QPointF before = plane.view().toScreen({0, 0});
    drag(at({0, 0.5}), at({0, 0.5}) + QPoint(40, -25));
    const QPointF after = plane.view().toScreen({0, 0});
    EXPECT_NEAR(after.x() - before.x(), 40, 1e-6);
    EXPECT_NEAR(after.y() - before.y(), -25, 1e-6);
    EXPECT_FALSE(selection.kept().has_value()) << "a drag is no click";
    const PlaneView touched = plane.view();
    plane.setCodes(codesOf({-40, -40, 40, -40, -40, 40, 40, 40}), plainBasis());
    EXPECT_EQ(plane.view(), touched);
    key(Qt::Key_Home);
    EXPECT_TRUE(plane.view().seen().contains(QRectF(-40, -40, 80, 80)));
    plane.setCodes(codesOf({-90, -90, 90, -90, -90, 90, 90, 90}), plainBasis());
    EXPECT_TRUE(plane.view().seen().contains(QRectF(-90, -90, 180, 180))) << "Home lets the view follow again";
}

TEST_F(LatentPlaneTest, PlusAndMinusZoomAboutTheMiddle) {
    const PlaneView before = plane.view();
    key(Qt::Key_Plus);
    EXPECT_NEAR(plane.view().scale() / before.scale(), 1.2, 1e-9);
    EXPECT_EQ(plane.view().centre(), before.centre());
    key(Qt::Key_Minus);
    EXPECT_NEAR(plane.view().scale(), before.scale(), 1e-9);
}

TEST_F(LatentPlaneTest, ArrowsMoveTheKeptPoint) {
    selection.keepAt({0.2, 0.2});
    QSignalSpy kept(&selection, &SelectionModel::keptChanged);
    key(Qt::Key_Right);
    key(Qt::Key_Up, Qt::ShiftModifier);
    EXPECT_EQ(kept.count(), 2);
    EXPECT_NEAR(selection.kept()->at.x(), 0.25, 1e-9);
    EXPECT_NEAR(selection.kept()->at.y(), 0.7, 1e-9);
    selection.letGoOfKept();
    moveTo({0.6, 0.1});
    moveTo({0.5, 0});
    key(Qt::Key_Left);
    EXPECT_NEAR(selection.kept()->at.x(), 0.45, 1 / plane.view().scale()) << "without one, from the pointer";
}

TEST_F(LatentPlaneTest, AAndBMeanTheHoveredImageThenTheKeptPlaceThenThePointer) {
    std::vector<std::pair<PathEnd, PlaneTarget>> asked;
    QObject::connect(&plane, &LatentPlane::endRequested, &plane,
                     [&](PathEnd end, PlaneTarget target) { asked.emplace_back(end, target); });
    moveTo({0.5, 0.5});
    key(Qt::Key_A);
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].first, PathEnd::A);
    EXPECT_EQ(asked[0].second.image, -1);
    EXPECT_NEAR(asked[0].second.at.x(), 0.5, 1 / plane.view().scale());
    selection.keepAt({2, 2});
    key(Qt::Key_B);
    EXPECT_EQ(asked.back().first, PathEnd::B);
    EXPECT_EQ(asked.back().second.at, QPointF(2, 2));
    moveTo({-1, -1});
    key(Qt::Key_B);
    EXPECT_EQ(asked.back().second.image, 0);
    key(Qt::Key_A, Qt::ControlModifier);
    EXPECT_EQ(asked.size(), 3U) << "Ctrl+A is not the plane's";
}

TEST_F(LatentPlaneTest, BracketsStepThroughTheImages) {
    key(Qt::Key_BracketRight);
    EXPECT_EQ(selection.current(), 0);
    key(Qt::Key_BracketRight);
    EXPECT_EQ(selection.current(), 1);
    EXPECT_EQ(selection.kept()->at, QPointF(1, -1));
    key(Qt::Key_BracketLeft);
    key(Qt::Key_BracketLeft);
    EXPECT_EQ(selection.current(), 0) << "stops at the first";
}

TEST_F(LatentPlaneTest, SpaceAsksToPlayAndOtherLettersGoToTheWindow) {
    QSignalSpy play(&plane, &LatentPlane::playRequested);
    key(Qt::Key_Space);
    EXPECT_EQ(play.count(), 1);
    QKeyEvent train(QEvent::KeyPress, Qt::Key_T, Qt::NoModifier);
    QApplication::sendEvent(&plane, &train);
    EXPECT_FALSE(train.isAccepted());
}

TEST_F(LatentPlaneTest, DraggingAnEndMovesItAndEscapePutsItBack) {
    putPath();
    const PlaneView before = plane.view();
    const int commands = history.count();
    drag(at({2, 0}), at({2, 1}));
    const auto& end = selection.end(PathEnd::B);
    EXPECT_NEAR(end->at.x(), 2, 1.5 / plane.view().scale());
    EXPECT_NEAR(end->at.y(), 1, 1.5 / plane.view().scale());
    EXPECT_EQ(selection.end(PathEnd::A)->at, QPointF(-2, 0));
    EXPECT_EQ(history.count(), commands + 1);
    EXPECT_EQ(history.undoText(), QStringLiteral("moving B"));
    EXPECT_EQ(plane.view(), before) << "the plane does not pan";
    history.undo();
    EXPECT_EQ(end->at, QPointF(2, 0));
    drag(at({2, 0}), at({2, 1}), false);
    EXPECT_NEAR(end->at.y(), 1, 1.5 / plane.view().scale());
    key(Qt::Key_Escape);
    EXPECT_EQ(end->at, QPointF(2, 0));
    QTest::mouseRelease(&plane, Qt::LeftButton, {}, at({2, 1}));
    EXPECT_EQ(end->at, QPointF(2, 0));
    EXPECT_EQ(history.index(), commands) << "a drag that is given up is no command";
}

TEST_F(LatentPlaneTest, DraggingThePathMovesBothEnds) {
    putPath();
    const int commands = history.count();
    drag(at({0.5, 0}), at({0.5, 0.5}));
    const QPointF a = selection.end(PathEnd::A)->at, b = selection.end(PathEnd::B)->at;
    EXPECT_NEAR(a.y(), 0.5, 1.5 / plane.view().scale());
    EXPECT_NEAR(b.y(), 0.5, 1.5 / plane.view().scale());
    EXPECT_NEAR(b.x() - a.x(), 4, 1e-9);
    EXPECT_EQ(history.count(), commands + 1);
    EXPECT_EQ(history.undoText(), QStringLiteral("moving the path"));
}

TEST_F(LatentPlaneTest, StopsOfThePathAreHoveredAndClicked) {
    putPath();
    QSignalSpy hovered(&plane, &LatentPlane::stopHovered), clicked(&plane, &LatentPlane::stopClicked);
    moveTo({-1, 0});
    ASSERT_EQ(hovered.count(), 1);
    EXPECT_EQ(hovered[0][0].toInt(), 1);
    click({-1, 0});
    ASSERT_EQ(clicked.count(), 1);
    EXPECT_EQ(clicked[0][0].toInt(), 1);
    EXPECT_FALSE(selection.kept().has_value());
}

TEST_F(LatentPlaneTest, AnImageDroppedOnThePlaneIsSelectedAndOnAnEndBecomesIt) {
    putPath();
    const auto mime = imageMime(1, {}, {});
    EXPECT_TRUE(drop(mime.get(), {0, 2}));
    EXPECT_EQ(selection.current(), 1);
    PlaneTarget target;
    PathEnd end = PathEnd::A;
    QObject::connect(&plane, &LatentPlane::endRequested, &plane, [&](PathEnd which, PlaneTarget what) {
        end = which;
        target = what;
    });
    EXPECT_TRUE(drop(mime.get(), {2, 0}));
    EXPECT_EQ(end, PathEnd::B);
    EXPECT_EQ(target.image, 1);
}

TEST_F(LatentPlaneTest, OneImageFileIsTakenAndFoldersAreLeftToTheWindow) {
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("a picture 图.png"));
    QImage(4, 4, QImage::Format_RGB32).save(file);
    QString dropped;
    QPointF place;
    QObject::connect(&plane, &LatentPlane::fileDropped, &plane, [&](const QString& what, QPointF where) {
        dropped = what;
        place = where;
    });
    QMimeData one;
    one.setUrls({QUrl::fromLocalFile(file)});
    EXPECT_TRUE(drop(&one, {0.5, 0.5}));
    EXPECT_EQ(dropped, file);
    EXPECT_NEAR(place.x(), 0.5, 1 / plane.view().scale());
    QMimeData many;
    many.setUrls({QUrl::fromLocalFile(file), QUrl::fromLocalFile(file)});
    EXPECT_FALSE(drop(&many, {0, 0}));
    QMimeData whole;
    whole.setUrls({QUrl::fromLocalFile(folder.path())});
    EXPECT_FALSE(drop(&whole, {0, 0}));
}

TEST_F(LatentPlaneTest, AShiftDragSelectsABoxAndTheOthersStepBack) {
    QSignalSpy viewed(&plane, &LatentPlane::viewChanged);
    plane.setColour(PlaneColour::None);
    QTest::mouseMove(&plane, QPoint(5, 595));
    const int before = pixelsLike({1, 1}, tokens().text2);
    QTest::mousePress(&plane, Qt::LeftButton, Qt::ShiftModifier, at({-1.5, -1.5}));
    QTest::mouseMove(&plane, at({0, 0}));
    QTest::mouseMove(&plane, at({1.5, -0.5}));
    EXPECT_GT(pixelsLike({0, -0.5}, tokens().text, 3), 5) << "the box is seen";
    EXPECT_EQ(selection.selected().count(), 0) << "until the button is let go";
    QTest::mouseRelease(&plane, Qt::LeftButton, Qt::ShiftModifier, at({1.5, -0.5}));
    EXPECT_EQ(selection.selected().count(), 2);
    EXPECT_TRUE(selection.selected().contains(0) && selection.selected().contains(1));
    EXPECT_EQ(history.undoText(), QStringLiteral("selecting 2 images"));
    EXPECT_EQ(viewed.count(), 0);
    QTest::mouseMove(&plane, QPoint(5, 595));
    EXPECT_GT(before, 4);
    EXPECT_EQ(pixelsLike({-1, -1}, tokens().text2), before);
    EXPECT_EQ(pixelsLike({1, 1}, tokens().text2), 0);
    key(Qt::Key_Escape);
    EXPECT_EQ(pixelsLike({1, 1}, tokens().text2), before);
    history.undo();
    EXPECT_EQ(selection.selected().count(), 2);
}

TEST_F(LatentPlaneTest, ALassoGoesRoundWhatItTakes) {
    key(Qt::Key_L);
    EXPECT_EQ(plane.tool(), PlaneToolKind::Lasso);
    const auto lasso = [this](Qt::KeyboardModifiers modifiers, std::vector<QPointF> corners) {
        QTest::mousePress(&plane, Qt::LeftButton, modifiers, at(corners.front()));
        for (const QPointF corner : corners) QTest::mouseMove(&plane, at(corner));
        QTest::mouseRelease(&plane, Qt::LeftButton, modifiers, at(corners.back()));
    };
    // A triangle whose box would hold the point at (1, 1) as well.
    lasso({}, {{-1.5, -1.5}, {2.2, -1.5}, {-1.5, 2.2}});
    EXPECT_EQ(selection.selected().count(), 3);
    EXPECT_FALSE(selection.selected().contains(3));
    lasso(Qt::AltModifier, {{-1.2, -1.2}, {-0.8, -1.2}, {-0.8, -0.8}, {-1.2, -0.8}});
    EXPECT_EQ(selection.selected().count(), 2);
    lasso(Qt::ControlModifier, {{0.8, 0.8}, {1.2, 0.8}, {1.2, 1.2}, {0.8, 1.2}});
    EXPECT_EQ(selection.selected().count(), 3);
    EXPECT_TRUE(selection.selected().contains(3));
    // Given up it was nothing.
    QTest::mousePress(&plane, Qt::LeftButton, {}, at({0, -2}));
    QTest::mouseMove(&plane, at({0.5, -2}));
    key(Qt::Key_Escape);
    QTest::mouseRelease(&plane, Qt::LeftButton, {}, at({0.5, -2}));
    EXPECT_EQ(selection.selected().count(), 3);
    // The middle button pans all the while.
    const QPointF centre = plane.view().centre();
    QTest::mousePress(&plane, Qt::MiddleButton, {}, at({0, -2}));
    QTest::mouseMove(&plane, at({0.5, -2}));
    QTest::mouseRelease(&plane, Qt::MiddleButton, {}, at({0.5, -2}));
    EXPECT_NE(plane.view().centre(), centre);
}

TEST_F(LatentPlaneTest, PointsOfAHiddenClassAreNotSelected) {
    ASSERT_TRUE(plane.legend()->isVisible());
    Q_EMIT plane.legend()->toggled(1);
    key(Qt::Key_M);
    drag(at({-1.5, -1.5}), at({1.5, 1.5}));
    EXPECT_EQ(selection.selected().count(), 2);
    EXPECT_FALSE(selection.selected().contains(3));
}

TEST_F(LatentPlaneTest, AControlClickIsOneMoreAndOneLess) {
    click({-1, -1});
    QTest::mouseClick(&plane, Qt::LeftButton, Qt::ControlModifier, at({1, 1}));
    EXPECT_EQ(selection.selected().count(), 2);
    EXPECT_EQ(selection.current(), 3);
    QTest::mouseClick(&plane, Qt::LeftButton, Qt::ControlModifier, at({0, 0.5}));
    EXPECT_EQ(selection.selected().count(), 2) << "a miss is nothing";
    QTest::mouseClick(&plane, Qt::LeftButton, Qt::ControlModifier, at({1, 1}));
    EXPECT_EQ(selection.selected().count(), 1);
}

TEST_F(LatentPlaneTest, TheContextMenuActsOnWhatLiesUnderThePointer) {
    const auto menuAt = [&](QPointF place) {
        QContextMenuEvent event(QContextMenuEvent::Mouse, at(place), plane.mapToGlobal(at(place)));
        QApplication::sendEvent(&plane, &event);
        return qobject_cast<QMenu*>(QApplication::activePopupWidget());
    };
    QMenu* menu = menuAt({-1, -1});
    ASSERT_NE(menu, nullptr);
    QStringList texts;
    for (const QAction* action : menu->actions()) texts << action->text();
    EXPECT_TRUE(texts.contains(QStringLiteral("Show file")));
    QSignalSpy file(&plane, &LatentPlane::showFileRequested);
    menu->actions()[static_cast<qsizetype>(texts.indexOf(QStringLiteral("Show file")))]->trigger();
    ASSERT_EQ(file.count(), 1);
    EXPECT_EQ(file[0][0].toLongLong(), 0);
    menu->close();
    menu = menuAt({0.5, 0.5});
    ASSERT_NE(menu, nullptr);
    for (const QAction* action : menu->actions()) EXPECT_NE(action->text(), QStringLiteral("Show file"));
    menu->close();
}

TEST_F(LatentPlaneTest, OtherImagesForgetWhatWasChosen) {
    click({1, 1});
    putPath();
    selection.reset(9);
    plane.setImages(std::make_shared<FakeImages>(9), nullptr);
    EXPECT_FALSE(plane.target().has_value()) << "neither a point under the pointer nor one that was chosen";
    EXPECT_TRUE(plane.path().empty());
    EXPECT_FALSE(plane.isTouched());
}

}  // namespace
}  // namespace zscape
