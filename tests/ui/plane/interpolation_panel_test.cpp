#include "tests/ui/plane/fake_images.h"
#include "tests/ui/selection/plain_codes.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/plane/interpolation_slot.h"
#include "ui/plane/interpolation_strip.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/picture_view.h"

#include <gtest/gtest.h>

#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryFile>
#include <QTest>
#include <QUrl>

namespace zscape {
namespace {

class InterpolationPanelTest : public ::testing::Test {
protected:
    void SetUp() override {
        panel.resize(820, 245);
        panel.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&panel));
    }
    void setBothEnds() {
        chosen.model.setEnd(PathEnd::A, endAt({0, 0}, greyPicture(8, 0), QStringLiteral("test 194"), 194));
        chosen.model.setEnd(PathEnd::B, endAt({1, 1}, greyPicture(8, 200), QStringLiteral("test 4142"), 4142));
        std::vector<Picture> pictures;
        for (int step = 0; step < panel.steps(); ++step) pictures.push_back(greyPicture(8, 255));
        panel.setStrip(pictures);
    }
    static bool drop(QWidget* on, const QMimeData* mime) {
        const QPoint at = on->rect().center();
        QDragEnterEvent enter(at, Qt::CopyAction, mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(on, &enter);
        if (!enter.isAccepted()) return false;
        QDropEvent event(at, Qt::CopyAction, mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(on, &event);
        return true;
    }
    QPoint cell(int stop) const { return panel.stripWidget()->cellRect(0, stop).center().toPoint(); }
    Chosen chosen;
    InterpolationPanel panel{&chosen.model};
};

TEST(PixelFade, GoesFromAToBPixelByPixel) {
    const auto fade = pixelFade(greyPicture(2, 0), greyPicture(2, 200), 5);
    ASSERT_EQ(fade.size(), 5U);
    const int expected[] = {0, 50, 100, 150, 200};
    for (size_t step = 0; step < 5; ++step) EXPECT_EQ(fade[step].pixels[0], expected[step]);
    EXPECT_TRUE(pixelFade(greyPicture(2, 0), greyPicture(3, 0), 5).empty());
    EXPECT_TRUE(pixelFade({}, {}, 5).empty());
}

TEST(PlayedMarker, GoesToAndFro) {
    EXPECT_DOUBLE_EQ(playedMarker(0, 0, 5, 2), 0);
    EXPECT_DOUBLE_EQ(playedMarker(0, 1, 5, 2), 2);
    EXPECT_DOUBLE_EQ(playedMarker(0, 2, 5, 2), 4);
    EXPECT_DOUBLE_EQ(playedMarker(0, 3, 5, 2), 2);
    EXPECT_DOUBLE_EQ(playedMarker(0, 4, 5, 2), 0);
    EXPECT_DOUBLE_EQ(playedMarker(3, 1, 5, 2), 3);
}

TEST_F(InterpolationPanelTest, SlotsTakeImagesCodesAndFiles) {
    PathEnd end = PathEnd::A;
    qint64 image = -1;
    QObject::connect(&panel, &InterpolationPanel::imageDropped, &panel, [&](PathEnd which, qint64 index) {
        end = which;
        image = index;
    });
    EXPECT_TRUE(drop(panel.slot(PathEnd::B)->picture(), imageMime(42, {}, QStringLiteral("/tmp/x.png")).get()));
    EXPECT_EQ(end, PathEnd::B);
    EXPECT_EQ(image, 42);
    std::vector<float> code;
    QObject::connect(&panel, &InterpolationPanel::codeDropped, &panel,
                     [&](PathEnd, const std::vector<float>& dropped) { code = dropped; });
    EXPECT_TRUE(drop(panel.slot(PathEnd::A)->picture(), codeMime({1, 2}, {}).get()));
    EXPECT_EQ(code, (std::vector<float>{1, 2}));
    QTemporaryFile file;
    ASSERT_TRUE(file.open());
    QString path;
    QObject::connect(&panel, &InterpolationPanel::fileDropped, &panel,
                     [&](PathEnd, const QString& dropped) { path = dropped; });
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(file.fileName())});
    EXPECT_TRUE(drop(panel.slot(PathEnd::A)->picture(), &mime));
    EXPECT_EQ(path, file.fileName());
    QMimeData text;
    text.setText(QStringLiteral("hello"));
    EXPECT_FALSE(drop(panel.slot(PathEnd::A)->picture(), &text));
}

TEST_F(InterpolationPanelTest, TheFadeLiesBeneathTheStrip) {
    setBothEnds();
    const QImage seen = panel.stripWidget()->grab().toImage();
    const auto grey = [&](int row, int stop) {
        return QColor(seen.pixel(panel.stripWidget()->cellRect(row, stop).center().toPoint())).red();
    };
    EXPECT_EQ(grey(0, 0), 255);
    EXPECT_EQ(grey(1, 0), 0);
    EXPECT_EQ(grey(1, 4), 100);
    EXPECT_EQ(grey(1, 8), 200);
}

TEST_F(InterpolationPanelTest, StepsRunFromThreeToThirtyThree) {
    setBothEnds();
    QSignalSpy steps(&panel, &InterpolationPanel::stepsChanged);
    QLineEdit* line = panel.findChild<NumberField*>()->line();
    const auto type = [&](const QString& text) {
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
    };
    type(QStringLiteral("33"));
    EXPECT_EQ(panel.steps(), 33);
    EXPECT_EQ(panel.fade().size(), 33U);
    EXPECT_LE(panel.stripWidget()->cellRect(0, 32).right(), panel.stripWidget()->width()) << "no scroll bar across";
    type(QStringLiteral("34"));
    EXPECT_EQ(panel.steps(), 33);
    type(QStringLiteral("3"));
    EXPECT_EQ(panel.steps(), 3);
    EXPECT_EQ(steps.count(), 2);
}

TEST_F(InterpolationPanelTest, HoverAndClickAreTold) {
    setBothEnds();
    QSignalSpy hovered(&panel, &InterpolationPanel::stopHovered),
        current(&panel, &InterpolationPanel::currentStopChanged);
    QTest::mouseMove(panel.stripWidget(), cell(3));
    ASSERT_EQ(hovered.count(), 1);
    EXPECT_EQ(hovered[0][0].toInt(), 3);
    QTest::mouseClick(panel.stripWidget(), Qt::LeftButton, {}, cell(5));
    EXPECT_EQ(panel.currentStop(), 5);
    EXPECT_EQ(current.last()[0].toInt(), 5);
    const QImage seen = panel.stripWidget()->grab().toImage();
    const QRectF rect = panel.stripWidget()->cellRect(0, 5);
    const QColor ring(seen.pixel(QPointF(rect.center().x(), rect.top() - 2).toPoint()));
    EXPECT_NEAR(ring.blue(), tokens().accent.blue(), 40);
    QTest::keyClick(panel.stripWidget(), Qt::Key_Left);
    EXPECT_EQ(panel.currentStop(), 4);
}

TEST_F(InterpolationPanelTest, PlayMovesTheMarkerAndSpaceStopsIt) {
    QTest::keyClick(panel.stripWidget(), Qt::Key_Space);
    EXPECT_FALSE(panel.isPlaying()) << "without ends there is nothing to play";
    setBothEnds();
    panel.setSteps(3);
    QSignalSpy marker(&panel, &InterpolationPanel::markerMoved), playing(&panel, &InterpolationPanel::playingChanged);
    panel.stripWidget()->setFocus();
    QTest::keyClick(panel.stripWidget(), Qt::Key_Space);
    EXPECT_TRUE(panel.isPlaying());
    EXPECT_TRUE(QTest::qWaitFor([&] { return panel.currentStop() == 1; }, 10000));
    EXPECT_GT(marker.last()[0].toDouble(), 0.4);
    QTest::keyClick(panel.stripWidget(), Qt::Key_Space);
    EXPECT_FALSE(panel.isPlaying());
    EXPECT_EQ(marker.last()[0].toDouble(), -1);
    EXPECT_EQ(playing.count(), 2);
    panel.setPlaying(true);
    chosen.model.setEnd(PathEnd::A, std::nullopt);
    EXPECT_FALSE(panel.isPlaying()) << "an end went away";
}

TEST_F(InterpolationPanelTest, WithoutEndsItSaysWhatToDoFirst) {
    const QImage empty = panel.stripWidget()->grab().toImage();
    chosen.model.setEnd(PathEnd::A, endAt({0, 0}, greyPicture(8, 0), QStringLiteral("test 194"), 194));
    const QImage half = panel.stripWidget()->grab().toImage();
    EXPECT_NE(half, empty);
    QSignalSpy hovered(&panel, &InterpolationPanel::stopHovered);
    QTest::mouseMove(panel.stripWidget(), cell(2));
    EXPECT_EQ(hovered.count(), 0) << "there are no stops yet";
}

TEST_F(InterpolationPanelTest, KindIsChosenInTheHeader) {
    EXPECT_EQ(panel.kind(), PathKind::Linear);
    panel.setKind(PathKind::Slerp);
    EXPECT_EQ(panel.kind(), PathKind::Slerp);
}

}  // namespace
}  // namespace zscape
