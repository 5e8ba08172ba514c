// What is selected, in the panel that says so, and selections with a name: by real events, over a real session.
#include "tests/ui/window/window_fixture.h"

#include "ui/panels/data/load_progress.h"
#include "ui/panels/data/thumbnail_grid.h"
#include "ui/panels/selection/member_grid.h"
#include "ui/panels/selection/named_list.h"
#include "ui/panels/selection/selection_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/dock_layout.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/picture_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QDialogButtonBox>
#include <QDirIterator>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QUndoStack>

namespace zscape {
namespace {

class WindowSelection : public WindowFixture {
protected:
    SelectionPanel* panel() const { return window->panels().selection; }
    /// Presses, moves and, unless it goes on, lets go: a box with Shift around what lies right of the median.
    void box(bool letGo = true) {
        std::vector<float> across;
        for (int64_t image = 0; image < kImages; ++image)
            if (const float* code = bridge->codes()->codeOf(image)) across.push_back(code[0]);
        const auto middle = across.begin() + std::ssize(across) / 2;
        std::nth_element(across.begin(), middle, across.end());
        const QPoint from(qRound(plane()->view().toScreen({double{*middle}, 0}).x()), 60);
        send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
        for (int i = 1; i <= 8; ++i)
            send(QEvent::MouseMove, from + (corner() - from) * i / 8, Qt::NoButton, Qt::LeftButton);
        if (letGo) send(QEvent::MouseButtonRelease, corner(), Qt::LeftButton, Qt::NoButton);
    }
    void letGo() { send(QEvent::MouseButtonRelease, corner(), Qt::LeftButton, Qt::NoButton); }
    QPoint corner() const { return {plane()->width() - 30, plane()->height() - 60}; }
    void send(QEvent::Type type, QPoint at, Qt::MouseButton button, Qt::MouseButtons held) {
        QMouseEvent event(type, at, plane()->mapToGlobal(at), button, held, Qt::ShiftModifier);
        QApplication::sendEvent(plane(), &event);
    }
    void selectHalf() {
        box();
        ASSERT_GT(selection()->selected().count(), 10);
        ASSERT_LT(selection()->selected().count(), kImages);
    }
    /// Ctrl+G, then the name that is typed.
    void name(const QString& name) {
        QTest::keyClick(window.get(), Qt::Key_G, Qt::ControlModifier);
        auto* line = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        ASSERT_NE(line, nullptr);
        QTest::keyClicks(line, name);
        QTest::keyClick(line, Qt::Key_Return);
        ASSERT_TRUE(until([&] { return selection()->named().back().name == name; }));
    }
    QStringList savedNames() const {
        QStringList names;
        for (const NamedImageList& list : *bridge->session().namedImages())
            names.append(QString::fromStdString(list.name));
        return names;
    }
};

TEST_F(WindowSelection, ThePanelFollowsABoxWhileItIsDrawnAndTheDecoderMakesRoom) {
    window->resize(1600, 1000);
    openDigits();
    const DockLayout* docks = window->layoutOfDocks();
    EXPECT_TRUE(docks->isInFront(PanelPlace::Reconstructions));
    const int square = decoder()->height();
    box(false);
    EXPECT_FALSE(panel()->countText().isEmpty()) << "nothing was let go of yet";
    EXPECT_EQ(selection()->selected().count(), 0);
    ASSERT_TRUE(until([&] { return docks->isInFront(PanelPlace::Selection) && decoder()->isBeside(); }));
    ASSERT_TRUE(until([&] { return decoder()->height() < square; }));
    // What lies within has a mean before it is selected.
    ASSERT_TRUE(until([&] { return !panel()->meanPicture()->image().isNull(); }));
    letGo();
    const int64_t selected = selection()->selected().count();
    ASSERT_GT(selected, 1);
    EXPECT_EQ(panel()->countText(), QStringLiteral("%1 of 600 images").arg(selected));
    EXPECT_EQ(selection()->made(), QStringLiteral("box"));
    ASSERT_TRUE(until([&] { return !panel()->decodedPicture()->image().isNull(); })) << "by the model service";
    EXPECT_FALSE(panel()->spreadPicture()->image().isNull());
    EXPECT_TRUE(panel()->numbersText().startsWith(QStringLiteral("z₁")));
    EXPECT_FALSE(panel()->members()->members().empty());
    for (const int64_t member : panel()->members()->members()) EXPECT_TRUE(selection()->selected().contains(member));
    plane()->setFocus();
    QTest::keyClick(plane(), Qt::Key_Escape);
    EXPECT_FALSE(panel()->hintText().isEmpty());
    ASSERT_TRUE(until([&] { return docks->isInFront(PanelPlace::Reconstructions) && !decoder()->isBeside(); }));
    ASSERT_TRUE(until([&] { return decoder()->height() == square; }));
}

TEST_F(WindowSelection, AMemberIsSeenInDataAndShowInDataShowsTheSelectedAlone) {
    window->resize(1600, 1000);
    openDigits();
    ASSERT_NO_FATAL_FAILURE(selectHalf());
    const int64_t selected = selection()->selected().count();
    ASSERT_TRUE(until([&] { return !panel()->members()->members().empty(); }));
    ASSERT_TRUE(until([&] { return panel()->showInData()->isVisible(); }));
    QTest::mouseClick(panel()->showInData(), Qt::LeftButton);
    auto* grid = window->panels().data->findChild<ThumbnailGrid*>();
    ASSERT_TRUE(until([&] { return grid->count() == selected; }));
    const int64_t member = panel()->members()->members().front();
    QTest::mouseClick(panel()->members(), Qt::LeftButton, {}, panel()->members()->cellOf(member).center());
    EXPECT_EQ(selection()->current(), member);
    EXPECT_EQ(selection()->selected().count(), selected) << "the others stay selected";
    EXPECT_EQ(grid->count(), selected);
}

TEST_F(WindowSelection, ReconstructionsFollowTheMembers) {
    window->resize(1600, 1000);
    openDigits();
    EXPECT_FALSE(panel()->reconstructAction()->isEnabled());
    ASSERT_NO_FATAL_FAILURE(selectHalf());
    ASSERT_TRUE(until([&] { return panel()->reconstructAction()->isEnabled(); }));
    const std::vector<int64_t> members = panel()->members()->members();
    panel()->reconstructAction()->trigger();
    EXPECT_TRUE(until([&] { return window->layoutOfDocks()->isInFront(PanelPlace::Reconstructions); }));
    ASSERT_TRUE(until([&] {
        const auto& shown = bridge->reconstructions();
        return shown && shown->indices.size() == 12U &&
               std::equal(shown->indices.begin(), shown->indices.end(), members.begin());
    }));
}

TEST_F(WindowSelection, NamesGoToTheProjectAndComeBackWithIt) {
    window->resize(1600, 1000);
    openDigits();
    EXPECT_FALSE(window->windowActions()->nameSelection->isEnabled());
    ASSERT_NO_FATAL_FAILURE(selectHalf());
    const int64_t half = selection()->selected().count();
    ASSERT_NO_FATAL_FAILURE(name(QStringLiteral("Right")));
    ASSERT_EQ(selection()->named().size(), 1U);
    EXPECT_EQ(selection()->named()[0].name, QStringLiteral("Right"));
    EXPECT_EQ(selection()->named()[0].note, QStringLiteral("box"));
    QTest::keyClick(window.get(), Qt::Key_I, Qt::ControlModifier);
    EXPECT_EQ(selection()->selected().count(), kImages - half);
    QTest::mouseClick(panel()->nameButton(), Qt::LeftButton);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    ASSERT_TRUE(until([&] {
        return savedNames() == QStringList({QStringLiteral("Right"), QStringLiteral("Selection 2")});
    }));
    EXPECT_EQ(selection()->named()[1].note, QStringLiteral("all but box"));
    EXPECT_TRUE(until([&] { return bridge->info()->unsavedWork; })) << "nobody has given them a place";

    // Taken back, the session hears of it; and again.
    window->history()->undo();
    window->history()->undo();
    while (selection()->named().size() > 1 && window->history()->canUndo()) window->history()->undo();
    ASSERT_TRUE(until([&] { return savedNames() == QStringList({QStringLiteral("Right")}); }));
    while (window->history()->canRedo()) window->history()->redo();
    ASSERT_TRUE(until([&] { return savedNames().size() == 2; }));

    const QTemporaryDir place;
    const QString project = place.filePath(QStringLiteral("digits.zscape"));
    bridge->session().save(project.toStdString());
    ASSERT_TRUE(until([&] { return !bridge->info()->project.empty(); }));
    end();
    begin();
    window->resize(1600, 1000);
    bridge->session().open(project.toStdString());
    ASSERT_TRUE(until([&] { return selection()->named().size() == 2U; }));
    EXPECT_EQ(selection()->named()[0].images->count(), half);
    EXPECT_FALSE(window->history()->canUndo()) << "nobody did that here";
    EXPECT_FALSE(bridge->info()->unsavedWork);
    // A click selects it; after a plus all are.
    ASSERT_TRUE(until([&] { return bridge->state() == RunState::Ready; }));
    window->layoutOfDocks()->reveal(PanelPlace::Selection, true);
    NamedList* list = panel()->named();
    ASSERT_TRUE(until([&] { return list->isVisible(); }));
    const QRect first = list->visualRect(list->model()->index(0, 0));
    const QRect second = list->visualRect(list->model()->index(1, 0));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, {20, first.center().y()});
    EXPECT_EQ(selection()->selected().count(), half);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, NamedDelegate::plusIn(second).center());
    EXPECT_EQ(selection()->selected().count(), kImages);
}

TEST_F(WindowSelection, TheSelectedImagesAreWrittenAsATable) {
    window->resize(1600, 1000);
    openDigits();
    EXPECT_FALSE(panel()->tableButton()->isEnabled()) << "nothing is selected";
    ASSERT_NO_FATAL_FAILURE(selectHalf());
    const QTemporaryDir folder;
    for (const QString& name : {QStringLiteral("mine.csv"), QStringLiteral("mine.npy")}) {
        panel()->strip()->clear();
        ASSERT_TRUE(until([&] { return panel()->tableButton()->isVisible(); }));
        QTest::mouseClick(panel()->tableButton(), Qt::LeftButton);
        const auto dialogs = window->findChildren<QFileDialog*>();
        const auto open =
            std::find_if(dialogs.begin(), dialogs.end(), [](auto* dialog) { return dialog->isVisible(); });
        ASSERT_NE(open, dialogs.end());
        auto* line = (*open)->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        line->setText(folder.filePath(name));
        for (QAbstractButton* button : (*open)->findChild<QDialogButtonBox*>()->buttons())
            if (button->text().contains(QStringLiteral("Save"))) QTest::mouseClick(button, Qt::LeftButton);
        ASSERT_TRUE(until([&] { return panel()->strip()->isVisible(); }));
        EXPECT_EQ(panel()->strip()->sentence(), QStringLiteral("Table in %1").arg(name));
    }
    QFile file(folder.filePath(QStringLiteral("mine.csv")));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    EXPECT_EQ(lines.size(), selection()->selected().count() + 1);
    EXPECT_EQ(lines.front(), QStringLiteral("name,label,split,z0,z1"));
    const int64_t first = selection()->selected().next(0);
    EXPECT_TRUE(lines[1].startsWith(QString::fromStdString(bridge->images()->nameOf(first)) + QLatin1Char(',')));
}

TEST_F(WindowSelection, TheFilesOfTheSelectedImagesAreCopiedIntoAFolderOfTheirName) {
    window->resize(1600, 1000);
    openDigits();
    ASSERT_NO_FATAL_FAILURE(selectHalf());
    ASSERT_NO_FATAL_FAILURE(name(QStringLiteral("Right")));
    const QTemporaryDir folder;
    ASSERT_TRUE(until([&] { return panel()->filesButton()->isVisible(); }));
    QTest::mouseClick(panel()->filesButton(), Qt::LeftButton);
    const auto dialogs = window->findChildren<QFileDialog*>();
    const auto open = std::find_if(dialogs.begin(), dialogs.end(), [](auto* dialog) { return dialog->isVisible(); });
    ASSERT_NE(open, dialogs.end());
    (*open)->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(folder.path());
    for (QAbstractButton* button : (*open)->findChild<QDialogButtonBox*>()->buttons())
        if ((*open)->findChild<QDialogButtonBox*>()->buttonRole(button) == QDialogButtonBox::AcceptRole)
            QTest::mouseClick(button, Qt::LeftButton);
    ASSERT_TRUE(until([&] { return panel()->strip()->isVisible(); }));
    const int64_t count = selection()->selected().count();
    EXPECT_EQ(panel()->strip()->sentence(), QStringLiteral("%1 images in Right").arg(count));
    EXPECT_FALSE(panel()->copying()->isVisible());
    int64_t files = 0;
    QDirIterator copied(folder.filePath(QStringLiteral("Right")), QDir::Files, QDirIterator::Subdirectories);
    for (; copied.hasNext(); ++files) copied.next();
    EXPECT_EQ(files, count);
    const int64_t first = selection()->selected().next(0);
    QFile one(folder.filePath(QStringLiteral("Right/") + QString::fromStdString(bridge->images()->nameOf(first))));
    QFile other(QString::fromStdString(bridge->images()->fileOf(first).string()));
    ASSERT_TRUE(one.open(QIODevice::ReadOnly) && other.open(QIODevice::ReadOnly));
    EXPECT_EQ(one.readAll(), other.readAll());
}

TEST_F(WindowSelection, AllImagesOfALabelAreSelectedInDataAndCalledSo) {
    openDigits();
    auto* grid = window->panels().data->findChild<ThumbnailGrid*>();
    HeaderCombo* labels = window->panels().data->labelPicker();
    labels->setFocus();
    while (labels->currentText() != QStringLiteral("7")) {
        const int before = labels->currentIndex();
        QTest::keyClick(labels, Qt::Key_Down);
        ASSERT_NE(labels->currentIndex(), before);
    }
    const auto& images = bridge->images();
    int64_t sevens = 0;
    for (int64_t image = 0; image < images->count(); ++image)
        sevens += images->labelNames()[static_cast<size_t>(images->labelOf(image))] == "7";
    ASSERT_TRUE(until([&] { return grid->count() == sevens; }));
    grid->setFocus();
    QTest::keyClick(grid, Qt::Key_A, Qt::ControlModifier);
    EXPECT_EQ(selection()->selected().count(), sevens);
    QTest::keyClick(grid, Qt::Key_G, Qt::ControlModifier);
    ASSERT_EQ(selection()->named().size(), 1U);
    EXPECT_EQ(selection()->named()[0].note, QStringLiteral("label 7"));
}

TEST_F(WindowSelection, OtherImagesHaveNamesOfTheirOwn) {
    openDigits();
    ASSERT_NO_FATAL_FAILURE(selectHalf());
    ASSERT_NO_FATAL_FAILURE(name(QStringLiteral("Right")));
    ASSERT_TRUE(until([&] { return savedNames().size() == 1; }));
    const auto before = bridge->images();
    bridge->session().load({{"sample:shapes"}, {}});
    ASSERT_TRUE(until([&] { return bridge->images() != before && bridge->state() == RunState::Ready; }));
    EXPECT_TRUE(selection()->named().empty());
    EXPECT_TRUE(savedNames().isEmpty());
}

}  // namespace
}  // namespace zscape
