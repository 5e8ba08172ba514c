#include "ui/panels/data/thumbnail_grid.h"

#include "tests/ui/panels/fake_images.h"
#include "tests/ui/selection/plain_codes.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/image.h"

#include <gtest/gtest.h>

#include <QHelpEvent>
#include <QScrollBar>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>

#include <iostream>

namespace zscape {
namespace {

constexpr int64_t kMillion = 1'000'000;

struct ShownThumbnailGrid {
    explicit ShownThumbnailGrid(int64_t count, QSize size = {258, 400})
        : images(std::make_shared<FakeImages>(count, count >= kMillion ? 4 : 16)) {
        ThumbnailSource source;
        chosen.model.reset(count);
        source.count = count;
        source.imageAt = [](int64_t position) { return position; };
        source.positionOf = [](int64_t image) { return image; };
        source.picture = [this](int64_t image) {
            ++asked;
            return toImage(images->picture(image));
        };
        source.name = [this](int64_t image) { return QString::fromStdString(images->nameOf(image)); };
        grid.resize(size);
        grid.setSource(std::move(source), false);
        grid.show();
        QCoreApplication::processEvents();
    }
    /// Each pass draws as many pictures as its time allows, one at least: the last two are alike when all are there.
    QImage picture() {
        QImage image, before;
        do {
            before = image;
            image = QImage(grid.viewport()->size(), QImage::Format_RGB32);
            image.fill(tokens().panel);
            grid.viewport()->render(&image);
        } while (image != before);
        return image;
    }
    std::shared_ptr<FakeImages> images;
    int asked = 0;
    Chosen chosen;
    ThumbnailGrid grid{&chosen.model};
};

TEST(ThumbnailGrid, ATileIsTippedWithThePictureThatItWasCutFrom) {
    ShownThumbnailGrid shown(20);
    const auto tip = [&](int64_t position) {
        const QPoint at = shown.grid.cellAt(position).center();
        QHelpEvent event(QEvent::ToolTip, at, shown.grid.viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(shown.grid.viewport(), &event);
        return QToolTip::text();
    };
    EXPECT_EQ(tip(3), QStringLiteral("folder/Image 3.png"));
    ThumbnailSource source;
    source.count = 20;
    source.imageAt = source.positionOf = [](int64_t same) { return same; };
    source.picture = [](int64_t) { return QImage(); };
    source.name = [](int64_t image) { return QStringLiteral("a<b.tif, %1").arg(image); };
    std::function<void(const QImage&)> arrives;
    source.whole = [&](int64_t image, std::function<void(const QImage&)> then) {
        if (image == 3) arrives = std::move(then);
    };
    QImage whole(24, 12, QImage::Format_RGB32);
    whole.setDevicePixelRatio(2);
    whole.fill(QColor(10, 200, 30));
    shown.grid.setSource(source, false);
    EXPECT_EQ(tip(4), QStringLiteral("a<b.tif, 4"));
    EXPECT_EQ(tip(3), QStringLiteral("a<b.tif, 3")) << "nothing waits for its picture";
    ASSERT_TRUE(arrives);
    arrives(whole);
    const QString rich = QToolTip::text();
    EXPECT_TRUE(rich.contains(QStringLiteral("a&lt;b.tif, 3"))) << rich.toStdString();
    EXPECT_TRUE(rich.contains(QStringLiteral("width='12'")));
    const QByteArray png =
        QByteArray::fromBase64(rich.section(QStringLiteral("base64,"), 1).section(QLatin1Char('\''), 0, 0).toLatin1());
    EXPECT_EQ(QImage::fromData(png).pixelColor(5, 5), QColor(10, 200, 30));
    // Too late: the tip is another's.
    EXPECT_EQ(tip(4), QStringLiteral("a<b.tif, 4"));
    arrives(whole);
    EXPECT_EQ(QToolTip::text(), QStringLiteral("a<b.tif, 4"));
}

TEST(ThumbnailGrid, FourColumnsAtThePanelsLeastWidth) {
    // 256 px panel: 12 + 2 px of padding, and 10 px at the right for the scroll bar.
    ShownThumbnailGrid shown(100, {242, 300});
    EXPECT_EQ(shown.grid.columns(), 4);
    const QRect first = shown.grid.cellAt(0);
    const QRect last = shown.grid.cellAt(3);
    EXPECT_EQ(first.left(), 0);
    EXPECT_EQ(last.right() + 1, 232);
    EXPECT_EQ(first.width(), first.height());
    EXPECT_EQ(shown.grid.cellAt(4).left(), 0);
}

TEST(ThumbnailGrid, ShowsThePixelsOfItsImages) {
    ShownThumbnailGrid shown(100);
    const QImage image = shown.picture();
    for (int64_t i = 0; i < 8; ++i) {
        const QRect cell = shown.grid.cellAt(i);
        EXPECT_EQ(qRed(image.pixel(cell.center())), FakeImages::valueOf(i)) << i;
        // The corner is round: what lies beneath shows there.
        EXPECT_NEAR(qRed(image.pixel(cell.topLeft())), tokens().ground.red(), 12) << i;
    }
    EXPECT_EQ(image.pixelColor(shown.grid.cellAt(0).right() + 3, 10), tokens().ground);
}

TEST(ThumbnailGrid, AMillionScrollAndAClickSelects) {
    ShownThumbnailGrid shown(kMillion);
    QScrollBar* bar = shown.grid.verticalScrollBar();
    EXPECT_GT(bar->maximum(), 10'000'000);
    for (int i = 0; i < 50; ++i) {
        QWheelEvent wheel({100, 100}, shown.grid.viewport()->mapToGlobal(QPointF(100, 100)), {}, {0, -120},
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(shown.grid.viewport(), &wheel);
        QCoreApplication::processEvents();
    }
    EXPECT_GT(bar->value(), 0);
    bar->setValue(bar->maximum() / 2);
    QCoreApplication::processEvents();
    const QPoint at = shown.grid.imageAt({30, 200}) >= 0 ? QPoint(30, 200) : QPoint(30, 208);  // beside a gap
    const int64_t middle = shown.grid.imageAt(at);
    EXPECT_NEAR(static_cast<double>(middle), 500'000, 100);
    QTest::mouseClick(shown.grid.viewport(), Qt::LeftButton, {}, at);
    EXPECT_EQ(shown.chosen.model.current(), middle);
    // Only what was seen was ever asked for.
    EXPECT_LT(shown.asked, 3000);
    std::cout << "  longest paint " << shown.grid.longestPaint() << " ms\n";

    bar->setValue(bar->maximum());
    QCoreApplication::processEvents();
    EXPECT_EQ(shown.grid.cellAt(kMillion - 1).bottom() + 1, shown.grid.viewport()->height());
}

TEST(ThumbnailGrid, SelectionIsATwoPixelAccentRing) {
    ShownThumbnailGrid shown(100);
    shown.chosen.model.choose(5);
    const QImage image = shown.picture();
    const QRect cell = shown.grid.cellAt(5);
    for (const int inset : {0, 1}) EXPECT_EQ(image.pixelColor(cell.left() + inset, cell.center().y()), tokens().accent);
    EXPECT_NE(image.pixelColor(cell.left() + 3, cell.center().y()), tokens().accent);
    shown.chosen.model.choose(-1);
    EXPECT_NE(shown.picture().pixelColor(cell.left(), cell.center().y()), tokens().accent);
}

TEST(ThumbnailGrid, HoverIsToldAndEndsWhenThePointerLeaves) {
    ShownThumbnailGrid shown(100);
    QTest::mouseMove(shown.grid.viewport(), shown.grid.cellAt(6).center());
    QCoreApplication::processEvents();
    EXPECT_EQ(shown.chosen.model.hovered(), 6);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(shown.grid.viewport(), &leave);
    EXPECT_EQ(shown.chosen.model.hovered(), -1);
}

TEST(ThumbnailGrid, WhatIsChosenElsewhereIsScrolledTo) {
    ShownThumbnailGrid shown(10'000);
    shown.chosen.model.choose(7000);
    EXPECT_TRUE(shown.grid.viewport()->rect().contains(shown.grid.cellAt(7000)));
    const int before = shown.grid.verticalScrollBar()->value();
    shown.chosen.model.setHovered(3);
    EXPECT_EQ(shown.grid.verticalScrollBar()->value(), before);
}

TEST(ThumbnailGrid, OfManyEachHasADot) {
    ShownThumbnailGrid shown(100);
    const auto dots = [&](int64_t position) {
        const QImage image = shown.picture();
        const QRect cell = shown.grid.cellAt(position);
        int count = 0;
        for (int y = 0; y < 16; ++y)
            for (int x = 0; x < 16; ++x) count += image.pixelColor(cell.right() - x, cell.top() + y) == tokens().accent;
        return count;
    };
    shown.chosen.model.choose(2);
    EXPECT_LT(dots(3), 5) << "one has its ring";
    ImageBits two(100);
    two.insert(3);
    two.insert(4);
    shown.chosen.model.chooseMany(two, Combine::Replace);
    EXPECT_GT(dots(3), 15);
    EXPECT_GT(dots(4), 15);
    EXPECT_LT(dots(5), 5);
}

TEST(ThumbnailGrid, ArrowKeysMoveTheSelection) {
    ShownThumbnailGrid shown(50);
    const int columns = shown.grid.columns();
    QTest::keyClick(&shown.grid, Qt::Key_Right);
    EXPECT_EQ(shown.chosen.model.current(), 0);
    QTest::keyClick(&shown.grid, Qt::Key_Right);
    QTest::keyClick(&shown.grid, Qt::Key_Down);
    EXPECT_EQ(shown.chosen.model.current(), 1 + columns);
    QTest::keyClick(&shown.grid, Qt::Key_End);
    EXPECT_EQ(shown.chosen.model.current(), 49);
    EXPECT_TRUE(shown.grid.viewport()->rect().contains(shown.grid.cellAt(49)));
    QTest::keyClick(&shown.grid, Qt::Key_Down);
    EXPECT_EQ(shown.chosen.model.current(), 49);
    QTest::keyClick(&shown.grid, Qt::Key_Home);
    QTest::keyClick(&shown.grid, Qt::Key_Up);
    EXPECT_EQ(shown.chosen.model.current(), 0);
}

TEST(ThumbnailGrid, PicturesThatAreNotThereYetComeLater) {
    Chosen chosen;
    ThumbnailGrid grid(&chosen.model);
    grid.resize(258, 300);
    bool there = false;
    ThumbnailSource source;
    source.count = 20;
    source.imageAt = [](int64_t position) { return -2 - position; };
    source.positionOf = [](int64_t) { return int64_t{-1}; };
    source.picture = [&](int64_t) {
        if (!there) return QImage();
        QImage image(8, 8, QImage::Format_Grayscale8);
        image.fill(200);
        return image;
    };
    grid.setSource(source, false);
    grid.show();
    QImage image(grid.viewport()->size(), QImage::Format_RGB32);
    const QPoint middle = grid.cellAt(0).center();
    grid.viewport()->render(&image);
    EXPECT_EQ(image.pixelColor(middle), tokens().well);
    there = true;
    grid.setSource(source, true);
    grid.viewport()->render(&image);
    EXPECT_EQ(qRed(image.pixel(middle)), 200);
    // No image of a set: neither hovered nor selected.
    QTest::mouseClick(grid.viewport(), Qt::LeftButton, {}, middle);
    QTest::keyClick(&grid, Qt::Key_Home);
    EXPECT_EQ(chosen.model.current(), -1);
    EXPECT_EQ(chosen.history.count(), 0);
    EXPECT_EQ(grid.imageAt(middle), -1);
}

}  // namespace
}  // namespace zscape
