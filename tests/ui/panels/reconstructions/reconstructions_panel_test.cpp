#include "ui/panels/reconstructions/reconstructions_panel.h"

#include "tests/ui/selection/plain_codes.h"
#include "ui/panels/reconstructions/difference.h"
#include "ui/panels/reconstructions/label_swap_grid.h"
#include "ui/panels/reconstructions/reconstruction_grid.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/icon_button.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QSignalSpy>
#include <QTest>

namespace zscape {
namespace {

Picture grey(uint8_t value) { return {8, 8, 1, std::vector<uint8_t>(64, value)}; }

std::shared_ptr<ReconstructionsSnapshot> snapshot(int images) {
    auto made = std::make_shared<ReconstructionsSnapshot>();
    made->step = 6552;
    for (int i = 0; i < images; ++i) {
        made->indices.push_back(100 + i);
        made->inputs.push_back(grey(200));
        made->outputs.push_back(grey(static_cast<uint8_t>(100 + i)));
        made->psnr.push_back(20);
    }
    return made;
}

struct ShownReconstructionsPanel {
    explicit ShownReconstructionsPanel(QSize size = {320, 260}) {
        panel.resize(size);
        chosen.model.reset(200);
        panel.setSnapshot(snapshot(16));
        panel.show();
        QCoreApplication::processEvents();
    }
    QImage picture() {
        QImage image(panel.grid()->size(), QImage::Format_RGB32);
        image.fill(tokens().panel);
        panel.grid()->render(&image);
        return image;
    }
    Chosen chosen;
    ReconstructionsPanel panel{&chosen.model};
};

TEST(ReconstructionsPanel, InputsAboveOutputsBelow) {
    ShownReconstructionsPanel shown;
    const QImage image = shown.picture();
    ReconstructionGrid* grid = shown.panel.grid();
    ASSERT_EQ(grid->columns(), 10);
    for (int column = 0; column < 10; ++column) {
        EXPECT_EQ(qRed(image.pixel(grid->cellAt(0, column).center())), 200);
        EXPECT_EQ(qRed(image.pixel(grid->cellAt(1, column).center())), 100 + column);
    }
    EXPECT_LE(grid->cellAt(0, 4).right(), grid->width());
}

TEST(ReconstructionsPanel, DifferencesOnDemandInSignedColours) {
    ShownReconstructionsPanel shown;
    QTest::mouseClick(shown.panel.differenceButton(), Qt::LeftButton);
    ReconstructionGrid* grid = shown.panel.grid();
    EXPECT_EQ(grid->rows(), 3);
    const QColor middle = shown.picture().pixelColor(grid->cellAt(2, 0).center());
    const QColor expected = tokens().signedColour(100 / 255.0 / 0.5);
    EXPECT_NEAR(middle.red(), expected.red(), 2);
    EXPECT_NEAR(middle.blue(), expected.blue(), 2);
}

TEST(ReconstructionsPanel, OneInputHasManyOutputs) {
    ShownReconstructionsPanel shown;
    ReconstructionsPanel& panel = shown.panel;
    QSignalSpy wanted(&panel, &ReconstructionsPanel::drawWanted);
    const auto last = [&] { return wanted.takeLast().at(0).toULongLong(); };
    EXPECT_FALSE(panel.drawAction()->isVisible()) << "nothing can be drawn";
    EXPECT_EQ(panel.drawText(), QString());
    QTest::keyClick(panel.grid(), Qt::Key_D);
    EXPECT_EQ(wanted.count(), 0);

    auto drawable = snapshot(16);
    drawable->drawable = true;
    panel.setSnapshot(drawable);
    EXPECT_TRUE(panel.drawAction()->isVisible());
    EXPECT_TRUE(panel.meanAction()->isChecked());
    EXPECT_EQ(panel.drawText(), QStringLiteral("mean"));
    QTest::keyClick(panel.grid(), Qt::Key_D);
    EXPECT_EQ(last(), 1U);
    QTest::keyClick(panel.grid(), Qt::Key_D);
    EXPECT_EQ(last(), 2U) << "another one each time";
    panel.drawAction()->trigger();
    EXPECT_EQ(last(), 3U);
    drawable = std::make_shared<ReconstructionsSnapshot>(*drawable);
    drawable->draw = 3;
    panel.setSnapshot(drawable);
    EXPECT_EQ(panel.drawText(), QStringLiteral("draw 3"));
    EXPECT_FALSE(panel.meanAction()->isChecked());
    QTest::keyClick(panel.grid(), Qt::Key_D, Qt::ShiftModifier);
    EXPECT_EQ(last(), 0U) << "the mean again";
    QTest::keyClick(panel.grid(), Qt::Key_D, Qt::ControlModifier);
    EXPECT_EQ(wanted.count(), 0);
}

TEST(Difference, ZeroIsTheWellAndTheSignsHaveTheirColours) {
    EXPECT_EQ(QColor(differenceImage(grey(80), grey(80)).pixel(0, 0)), tokens().well);
    EXPECT_EQ(QColor(differenceImage(grey(255), grey(0)).pixel(0, 0)), tokens().positive);
    EXPECT_EQ(QColor(differenceImage(grey(0), grey(255)).pixel(0, 0)), tokens().negative);
    EXPECT_TRUE(differenceImage(grey(0), Picture{}).isNull());
    Picture colour{1, 1, 3, {255, 0, 0}};
    Picture black{1, 1, 3, {0, 0, 0}};
    EXPECT_FALSE(differenceImage(colour, black).isNull());
}

TEST(ReconstructionsPanel, ColumnsFollowTheRoom) {
    ShownReconstructionsPanel shown({286, 134});
    EXPECT_EQ(shown.panel.height(), 134);
    EXPECT_GE(shown.panel.grid()->columns(), 4);
    EXPECT_LE(shown.panel.grid()->cellAt(1, 0).bottom(), shown.panel.grid()->height());
    shown.panel.resize(900, 200);
    QCoreApplication::processEvents();
    EXPECT_GT(shown.panel.grid()->columns(), 8);
    shown.panel.setSnapshot(snapshot(2));
    EXPECT_EQ(shown.panel.grid()->columns(), 2);
    shown.panel.setSnapshot(nullptr);
    EXPECT_EQ(shown.panel.grid()->columns(), 0);
    shown.picture();
}

TEST(ReconstructionsPanel, AHighPanelIsFilledWithMoreOfThemBelow) {
    ShownReconstructionsPanel shown({480, 422});  // as in a window of 2560 x 1440
    ReconstructionGrid* grid = shown.panel.grid();
    ASSERT_EQ(grid->columns(), 10);
    const QImage image = shown.picture();
    for (int column = 0; column < 10; ++column)
        EXPECT_EQ(qRed(image.pixel(grid->cellAt(1, column).center())), 100 + column);
    EXPECT_GT(grid->cellAt(0, 5).top(), grid->cellAt(1, 4).bottom());
    EXPECT_LT(grid->cellAt(1, 9).bottom(), grid->height());
    EXPECT_GT(grid->cellAt(1, 9).bottom(), grid->height() * 8 / 10);
    EXPECT_EQ(grid->columnAt(grid->cellAt(0, 7).center()), 7);
}

TEST(ReconstructionsPanel, ABandThatJustHasNoRoomIsMadeALittleSmaller) {
    ShownReconstructionsPanel shown({480, 390});
    ReconstructionGrid* grid = shown.panel.grid();
    ASSERT_EQ(grid->columns(), 10);
    EXPECT_LE(grid->cellAt(1, 9).bottom(), grid->height());
    EXPECT_GT(grid->cellAt(1, 9).bottom(), grid->height() * 9 / 10);
    EXPECT_GT(grid->cellAt(0, 4).right(), grid->width() * 8 / 10);
    // A low one keeps one band: two of them would be tiny.
    shown.panel.resize(480, 230);
    QCoreApplication::processEvents();
    EXPECT_EQ(grid->cellAt(0, grid->columns() - 1).top(), 0);
}

TEST(ReconstructionsPanel, ImagesThatAreNotThereAreSaid) {
    ShownReconstructionsPanel shown;
    shown.panel.setSnapshot(nullptr);
    const QImage promised = shown.picture();
    shown.panel.grid()->setGone(true);
    EXPECT_NE(shown.picture(), promised);
    shown.panel.grid()->setGone(false);
    EXPECT_EQ(shown.picture(), promised);
}

TEST(ReconstructionsPanel, SaysTheStepOfTheWeightsAndThePsnr) {
    ShownReconstructionsPanel shown;
    EXPECT_EQ(shown.panel.stepText(), QStringLiteral("weights of step 6,552"));
    EXPECT_EQ(shown.panel.psnrText(), QStringLiteral("PSNR 20.0 dB"));
}

TEST(ReconstructionsPanel, AColumnIsAnImageThatIsLinked) {
    ShownReconstructionsPanel shown;
    ReconstructionGrid* grid = shown.panel.grid();
    const SelectionModel& chosen = shown.chosen.model;
    QSignalSpy shuffled(&shown.panel, &ReconstructionsPanel::shuffleRequested);
    QTest::mouseMove(grid, grid->cellAt(1, 3).center());
    QCoreApplication::processEvents();
    EXPECT_EQ(chosen.hovered(), 103);
    QTest::mouseClick(grid, Qt::LeftButton, {}, grid->cellAt(0, 2).center());
    EXPECT_EQ(chosen.current(), 102);
    EXPECT_EQ(shown.picture().pixelColor(grid->cellAt(1, 2).left(), grid->cellAt(1, 2).center().y()), tokens().accent);
    QTest::keyClick(grid, Qt::Key_Right);
    EXPECT_EQ(chosen.current(), 103);
    QTest::mouseClick(shown.panel.shuffleButton(), Qt::LeftButton);
    EXPECT_EQ(shuffled.count(), 1);
    // What is chosen elsewhere is framed here, and what is pointed at there lights up.
    shown.chosen.model.choose(104);
    shown.chosen.model.setHovered(101);
    const QImage image = shown.picture();
    EXPECT_EQ(image.pixelColor(grid->cellAt(1, 4).left(), grid->cellAt(1, 4).center().y()), tokens().accent);
    EXPECT_EQ(image.pixelColor(grid->cellAt(1, 1).left(), grid->cellAt(1, 1).center().y()), tokens().text2);
}

/// Five images of labels 0 to 2; label l of image i decodes to 50 l + i.
std::shared_ptr<ReconstructionsSnapshot> swappedSnapshot(int labels) {
    auto made = snapshot(5);
    for (int label = 0; label < std::min(labels, static_cast<int>(ReconstructionsSnapshot::kSwappedLabels)); ++label) {
        made->swapped.emplace_back();
        for (int image = 0; image < 5; ++image)
            made->swapped.back().push_back(grey(static_cast<uint8_t>(50 * (label % 4) + image)));
    }
    return made;
}

struct Swapped {
    explicit Swapped(QStringList names, QSize size = {320, 260}) {
        panel.setNames([](qint64 image) { return QStringLiteral("test %1").arg(image); });
        panel.resize(size);
        chosen.model.reset(200);
        panel.setSnapshot(swappedSnapshot(static_cast<int>(names.size())));
        panel.setLabels(names, [](qint64 image) { return static_cast<int>(image - 100) % 3; });
        panel.show();
        QTest::mouseClick(panel.labelsButton(), Qt::LeftButton);
        QCoreApplication::processEvents();
    }
    QImage picture() {
        QImage image(grid()->size(), QImage::Format_RGB32);
        image.fill(tokens().panel);
        grid()->render(&image);
        return image;
    }
    LabelSwapGrid* grid() { return panel.labelGrid(); }
    Chosen chosen;
    ReconstructionsPanel panel{&chosen.model};
};

TEST(ReconstructionsPanel, LabelsAreSwappedOnlyWhereThereAreLabels) {
    ShownReconstructionsPanel shown;
    EXPECT_TRUE(shown.panel.labelsButton()->isHidden());
    QSignalSpy wanted(&shown.panel, &ReconstructionsPanel::labelsWanted);
    shown.panel.setLabels({QStringLiteral("a"), QStringLiteral("b")}, {});
    EXPECT_TRUE(shown.panel.labelsButton()->isVisible());
    QTest::mouseClick(shown.panel.labelsButton(), Qt::LeftButton);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_TRUE(wanted[0][0].toBool());
    EXPECT_TRUE(shown.panel.labelGrid()->isVisible());
    EXPECT_FALSE(shown.panel.grid()->isVisible());
    EXPECT_EQ(shown.panel.labelGrid()->rows(), 0) << "the snapshot in hand has no labels yet";
    shown.panel.setLabels({}, {});
    ASSERT_EQ(wanted.count(), 2) << "another model reads no labels: nobody pays for them";
    EXPECT_FALSE(wanted[1][0].toBool());
    EXPECT_TRUE(shown.panel.grid()->isVisible());
}

TEST(ReconstructionsPanel, ARowIsAnImageWithEveryLabelAndItsOwnIsFramed) {
    Swapped swapped({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    LabelSwapGrid* grid = swapped.grid();
    ASSERT_GE(grid->rows(), 2);
    EXPECT_EQ(grid->shownLabels(), 3);
    EXPECT_EQ(swapped.panel.psnrText(), QStringLiteral("3 labels"));
    const QImage image = swapped.picture();
    for (int row = 0; row < grid->rows(); ++row) {
        EXPECT_EQ(qRed(image.pixel(grid->cellAt(row, 0).center())), 200);
        for (int label = 0; label < 3; ++label) {
            const QRect cell = grid->cellAt(row, label + 1);
            EXPECT_EQ(qRed(image.pixel(cell.center())), 50 * label + row);
            const bool framed = image.pixelColor(cell.left() + 1, cell.center().y()) == tokens().text2;
            EXPECT_EQ(framed, label == row % 3) << row << " " << label;
        }
    }
    EXPECT_LE(grid->cellAt(0, 3).right(), grid->width());
    EXPECT_LE(grid->cellAt(grid->rows() - 1, 0).bottom(), grid->height());
}

TEST(ReconstructionsPanel, ManyLabelsShrinkAndWhatIsLeftOutIsSaid) {
    QStringList names;
    for (int label = 0; label < 40; ++label) names.append(QString::number(label));
    Swapped swapped(names);
    EXPECT_GE(swapped.grid()->shownLabels(), 10);
    EXPECT_LT(swapped.grid()->shownLabels(), 32);
    EXPECT_LE(swapped.grid()->cellAt(0, swapped.grid()->shownLabels()).right(), swapped.grid()->width());
    EXPECT_EQ(swapped.panel.psnrText(), QStringLiteral("%1 of 40 labels").arg(swapped.grid()->shownLabels()));
    swapped.panel.resize(1200, 260);
    QCoreApplication::processEvents();
    EXPECT_EQ(swapped.panel.psnrText(), QStringLiteral("32 of 40 labels")) << "no more are decoded";
}

TEST(ReconstructionsPanel, ARowOfLabelsIsLinked) {
    Swapped swapped({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    LabelSwapGrid* grid = swapped.grid();
    const SelectionModel& chosen = swapped.chosen.model;
    QTest::mouseMove(grid, grid->cellAt(1, 2).center());
    QCoreApplication::processEvents();
    EXPECT_EQ(chosen.hovered(), 101);
    QTest::mouseClick(grid, Qt::LeftButton, {}, grid->cellAt(0, 3).center());
    EXPECT_EQ(chosen.current(), 100);
    QTest::keyClick(grid, Qt::Key_Down);
    EXPECT_EQ(chosen.current(), 101);
    EXPECT_EQ(swapped.picture().pixelColor(grid->cellAt(1, 0).left() + 1, grid->cellAt(1, 0).center().y()),
              tokens().accent);
}

}  // namespace
}  // namespace zscape
