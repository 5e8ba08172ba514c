#include "tests/ui/plane/fake_images.h"
#include "ui/plane/code_sliders.h"
#include "ui/plane/decoder_panel.h"
#include "ui/plane/near_row.h"
#include "ui/widgets/live_number.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/picture_view.h"
#include "ui/widgets/plain_slider.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace zscape {
namespace {

class DecoderPanelTest : public ::testing::Test {
protected:
    void show(int dimensions) {
        ThemeController::instance().setReduceMotion(true);
        panel.setDimensions(dimensions);
        panel.resize(286, 420);
        panel.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&panel));
    }
    bool says(const QString& text) const {
        for (const QLabel* label : panel.findChildren<QLabel*>())
            if (label->isVisible() && label->text() == text) return true;
        return false;
    }
    QPushButton* button(const QString& text) const {
        for (QPushButton* one : panel.findChildren<QPushButton*>())
            if (one->text() == text) return one;
        return nullptr;
    }
    DecoderPanel panel;
};

TEST_F(DecoderPanelTest, ShowsPictureCoordinatesAndTheStepOfTheWeights) {
    show(2);
    EXPECT_FALSE(button(QStringLiteral("Set as A"))->isEnabled()) << "nothing is decoded yet";
    panel.setDecoded(greyPicture(28, 200), {-0.72F, 1.58F}, 6552);
    EXPECT_TRUE(says(QStringLiteral("−0.72")));
    EXPECT_TRUE(says(QStringLiteral("1.58")));
    EXPECT_TRUE(says(QStringLiteral("weights of step 6,552")));
    EXPECT_EQ(panel.picture()->image().width(), 28);
    EXPECT_LE(std::abs(panel.picture()->height() - panel.picture()->width()), 60);
    EXPECT_FALSE(panel.sliders()->isVisible()) << "two dimensions are the plane itself";
}

TEST_F(DecoderPanelTest, OnAMapItShowsWhatTheCodeWasMixedFrom) {
    show(32);
    panel.setDecoded(greyPicture(28, 200), std::vector<float>(32, 0.5F), 1);
    const auto grey = [](int level) {
        QImage image(8, 8, QImage::Format_RGB32);
        image.fill(QColor(level, level, level));
        return image;
    };
    panel.setNear({{7, grey(250), QStringLiteral("test 7"), 0.62}, {9, grey(90), QStringLiteral("test 9"), 0.38}});
    QCoreApplication::processEvents();
    EXPECT_TRUE(says(QStringLiteral("from 2 near neighbours")));
    for (const LiveNumber* number : panel.findChildren<LiveNumber*>(QString(), Qt::FindDirectChildrenOnly))
        EXPECT_FALSE(number->isVisible()) << "a map has no coordinates";
    ASSERT_TRUE(panel.nearRow()->isVisible());
    const QImage seen = panel.nearRow()->grab().toImage();
    const auto at = [&](size_t index) { return seen.pixelColor(panel.nearRow()->rectOf(index).center()).red(); };
    EXPECT_EQ(at(0), 250);
    EXPECT_EQ(at(1), 90);
    QSignalSpy chosen(&panel, &DecoderPanel::imageChosen);
    QTest::mouseClick(panel.nearRow(), Qt::LeftButton, {}, panel.nearRow()->rectOf(1).center());
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen.front().front().toLongLong(), 9);
    const int top = button(QStringLiteral("Set as A"))->mapTo(&panel, QPoint()).y();
    panel.setNear({});
    QCoreApplication::processEvents();
    EXPECT_TRUE(says(QStringLiteral("a code of its own")));
    EXPECT_EQ(button(QStringLiteral("Set as A"))->mapTo(&panel, QPoint()).y(), top) << "nothing moves meanwhile";
    panel.setCoordinates(QStringLiteral("PC 1"), 1.25, QStringLiteral("PC 2"), -1);
    QCoreApplication::processEvents();
    EXPECT_FALSE(panel.nearRow()->isVisible());
    EXPECT_TRUE(says(QStringLiteral("1.25")));
}

TEST_F(DecoderPanelTest, SaysWhereOnThePathItIs) {
    show(2);
    panel.setDecoded(greyPicture(28, 200), {0, 0}, 1);
    EXPECT_EQ(panel.pathText(), QString());
    panel.setPath(DecoderPanel::Path{QStringLiteral("A"), QStringLiteral("B"), 0.375});
    EXPECT_EQ(panel.pathText(), QStringLiteral("on the path, 38 % from A to B"));
    QCoreApplication::processEvents();
    const int top = button(QStringLiteral("Set as A"))->mapTo(&panel, QPoint()).y();
    panel.setPath(DecoderPanel::Path{QStringLiteral("test 7"), QStringLiteral("B"), 0.0});
    EXPECT_EQ(panel.pathText(), QStringLiteral("on the path, at test 7"));
    const QString name(80, QLatin1Char('n'));
    panel.setPath(DecoderPanel::Path{name, QStringLiteral("B"), 0.5});
    EXPECT_EQ(panel.pathText(), QStringLiteral("on the path, 50 % from A to B")) << "names that do not fit";
    panel.setPath(DecoderPanel::Path{name, QStringLiteral("B"), std::nullopt});
    EXPECT_EQ(panel.pathText(), QString());
    QCoreApplication::processEvents();
    EXPECT_EQ(button(QStringLiteral("Set as A"))->mapTo(&panel, QPoint()).y(), top) << "nothing moves meanwhile";
}

TEST_F(DecoderPanelTest, IsSavedCopiedAndDraggedAtTheChosenSize) {
    show(2);
    QGuiApplication::clipboard()->clear();
    EXPECT_TRUE(panel.savedPicture().isNull());
    panel.setDecoded(greyPicture(28, 200), {0, 0}, 1);
    EXPECT_EQ(panel.savedPicture(), panel.picture()->image());
    QAction* three = nullptr;
    for (QAction* action : panel.moreMenu()->actions())
        if (action->menu()) {
            Q_EMIT action->menu()->aboutToShow();
            for (QAction* size : action->menu()->actions())
                if (size->text() == QStringLiteral("3×: 84 × 84")) three = size;
        }
    ASSERT_NE(three, nullptr);
    three->trigger();
    EXPECT_EQ(panel.savedPicture().size(), QSize(84, 84));
    QPushButton* focused = button(QStringLiteral("Set as A"));
    focused->setFocus();
    QTest::keyClick(focused, Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QGuiApplication::clipboard()->image().size(), QSize(84, 84));
}

TEST_F(DecoderPanelTest, ButtonsSetTheEndsAndPin) {
    show(2);
    panel.setDecoded(greyPicture(28, 200), {0, 0}, 1);
    std::vector<PathEnd> ends;
    QObject::connect(&panel, &DecoderPanel::endRequested, &panel, [&](PathEnd end) { ends.push_back(end); });
    QTest::mouseClick(button(QStringLiteral("Set as A")), Qt::LeftButton);
    QTest::mouseClick(button(QStringLiteral("Set as B")), Qt::LeftButton);
    EXPECT_EQ(ends, (std::vector<PathEnd>{PathEnd::A, PathEnd::B}));
    QSignalSpy pinned(&panel, &DecoderPanel::pinToggled), saved(&panel, &DecoderPanel::exportRequested);
    for (IconButton* icon : panel.findChildren<IconButton*>()) {
        if (icon->isCheckable() || icon->accessibleName().startsWith(QStringLiteral("Save")))
            QTest::mouseClick(icon, Qt::LeftButton);
    }
    ASSERT_EQ(pinned.count(), 1);
    EXPECT_TRUE(pinned[0][0].toBool());
    EXPECT_EQ(saved.count(), 1);
}

TEST_F(DecoderPanelTest, MoreThanTwoDimensionsHaveASliderEach) {
    show(5);
    EXPECT_TRUE(panel.sliders()->isVisible());
    EXPECT_EQ(panel.sliders()->count(), 5);
    panel.setDecoded(greyPicture(28, 10), {1, 2, 3, -4, 7}, 3);
    EXPECT_NEAR(panel.sliders()->slider(2)->realValue(), 3, 0.02);
    EXPECT_NEAR(panel.sliders()->slider(4)->realValue(), 4, 0.02) << "the knob stops at its end";
    EXPECT_EQ(panel.sliders()->code()[4], 7.0F) << "the value does not";
    std::vector<float> told;
    QObject::connect(&panel, &DecoderPanel::codeChanged, &panel, [&](const std::vector<float>& code) { told = code; });
    panel.sliders()->slider(1)->setFocus();
    QTest::keyClick(panel.sliders()->slider(1), Qt::Key_Right);
    ASSERT_EQ(told.size(), 5U);
    EXPECT_GT(told[1], 2.0F);
    EXPECT_EQ(told[4], 7.0F) << "other dimensions keep their values";
    EXPECT_EQ(told[0], 1.0F);
}

TEST_F(DecoderPanelTest, AConditionalModelsLabelIsChosenByKeyAndShown) {
    show(2);
    auto* labels = panel.findChild<QComboBox*>();
    ASSERT_NE(labels, nullptr);
    EXPECT_FALSE(labels->isVisible()) << "no model reads labels";
    panel.setLabels({"cat", "dog", "hen"});
    ASSERT_TRUE(labels->isVisible());
    QSignalSpy chosen(&panel, &DecoderPanel::labelChosen);
    labels->setFocus();
    QTest::keyClick(labels, Qt::Key_Down);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen[0][0].toInt(), 1);
    panel.setLabel(2);
    EXPECT_EQ(labels->currentText(), QStringLiteral("hen"));
    EXPECT_EQ(chosen.count(), 1) << "what the program shows nobody has chosen";
    panel.setLabels({});
    EXPECT_FALSE(labels->isVisible());
}

TEST_F(DecoderPanelTest, CompactIsOnlyPictureAndNumbers) {
    show(2);
    panel.setDecoded(greyPicture(28, 200), {0.5F, 0.5F}, 1);
    panel.setCompact(true);
    EXPECT_FALSE(button(QStringLiteral("Set as A"))->isVisible());
    EXPECT_TRUE(panel.picture()->isVisible());
    EXPECT_LT(panel.sizeHint().width(), 200);
    panel.setCompact(false);
    EXPECT_TRUE(button(QStringLiteral("Set as A"))->isVisible());
}

TEST_F(DecoderPanelTest, NothingDecodedNothingToSet) {
    show(2);
    panel.setDecoded(greyPicture(28, 200), {0.5F, 0.5F}, 1);
    panel.clear();
    EXPECT_TRUE(panel.picture()->image().isNull());
    EXPECT_FALSE(button(QStringLiteral("Set as B"))->isEnabled());
    EXPECT_FALSE(button(QStringLiteral("Set as B"))->toolTip().isEmpty());
}

}  // namespace
}  // namespace zscape
