#pragma once

#include "tests/ui/plane/fake_images.h"
#include "tests/ui/selection/plain_codes.h"
#include "ui/plane/latent_plane.h"
#include "ui/theme/tokens.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

namespace zscape {

/// A shown plane of 900 x 600 with four images at (-1,-1), (1,-1), (-1,1), (1,1): the first two of class 0, the others
/// of class 1.
class PlaneFixture : public ::testing::Test {
protected:
    void SetUp() override {
        ThemeController::instance().setReduceMotion(true);
        auto split = std::make_shared<Split>();
        split->train = {0, 1, 2};
        split->heldOut = {3};
        selection.reset(images->count());
        plane.setImages(images, split);
        plane.setCodes(codesOf({-1, -1, 1, -1, -1, 1, 1, 1}), plainBasis());
        plane.resize(900, 600);
        plane.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&plane));
        plane.setFocus();
        moveTo({0.5, 0});
    }

    QPoint at(QPointF place) const { return plane.view().toScreen(place).toPoint(); }
    void moveTo(QPointF place) { QTest::mouseMove(&plane, at(place)); }
    void click(QPointF place) { QTest::mouseClick(&plane, Qt::LeftButton, {}, at(place)); }
    void drag(QPoint from, QPoint to, bool release = true) {
        QTest::mousePress(&plane, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 5; ++step) QTest::mouseMove(&plane, from + (to - from) * step / 5);
        if (release) QTest::mouseRelease(&plane, Qt::LeftButton, {}, to);
    }
    void wheel(QPoint where, int notches) {
        QWheelEvent event(where, plane.mapToGlobal(where), {}, QPoint(0, 120 * notches), Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&plane, &event);
    }
    void key(int which, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&plane, static_cast<Qt::Key>(which), modifiers);
    }
    /// Pixels near the place that are nearer to `colour` than 40 in each channel.
    int pixelsLike(QPointF place, const QColor& colour, int radius = 6) {
        const QImage seen = plane.grab().toImage();
        int count = 0;
        for (int dy = -radius; dy <= radius; ++dy)
            for (int dx = -radius; dx <= radius; ++dx) {
                const QColor pixel(seen.pixel(at(place) + QPoint(dx, dy)));
                count += std::abs(pixel.red() - colour.red()) < 40 && std::abs(pixel.green() - colour.green()) < 40 &&
                         std::abs(pixel.blue() - colour.blue()) < 40;
            }
        return count;
    }

    std::shared_ptr<FakeImages> images = std::make_shared<FakeImages>(4);
    QUndoStack history;
    SelectionModel selection{history};
    LatentPlane plane{&selection};
};

}  // namespace zscape
