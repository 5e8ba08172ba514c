#include "tests/ui/window/window_fixture.h"

#include "engine/project/project.h"
#include "ui/shell/actions.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/status_line.h"
#include "ui/shell/trouble.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/picture_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <filesystem>
#include <fstream>

namespace zscape {
namespace {

namespace fs = std::filesystem;

/// Projects that were opened somewhere else than they were made.
class WindowTrouble : public WindowFixture {
protected:
    QString photos() const { return mine_.filePath(QStringLiteral("photos")); }
    QString elsewhere() const { return mine_.filePath(QStringLiteral("disk/photos")); }
    QString project() const { return mine_.filePath(QStringLiteral("mine.zscape")); }

    /// A project on pictures of its own, trained and saved; then another window.
    void makeProject() {
        fs::copy(digits().toStdString(), photos().toStdString(), fs::copy_options::recursive);
        dropFiles(window.get(), {640, 300}, {photos()});
        ASSERT_NO_FATAL_FAILURE(useWhatWasRead());
        bridge->session().adjust("epochs", 2);
        train();
        ASSERT_TRUE(until([&] {
            return bridge->codes()->encoded == kImages && bridge->codes()->oldestStep == bridge->info()->step;
        })) << "its points are saved with it";
        bridge->session().save(project().toStdString());
        ASSERT_TRUE(
            until([&] { return bridge->info()->savedStep == bridge->info()->step && bridge->info()->step > 0; }));
        TearDown();
        SetUp();
    }
    void moveImages() {
        QDir(mine_.path()).mkpath(QStringLiteral("disk"));
        fs::rename(photos().toStdString(), elsewhere().toStdString());
    }
    void openProject() {
        dropFiles(window.get(), {640, 300}, {project()});
        ASSERT_TRUE(reaches(RunState::Finished));
    }
    MessageStrip* strip() const { return plane()->strip(); }
    bool says(const QString& sentence) {
        return until([&] { return strip()->isVisible() && strip()->sentence() == sentence; });
    }
    /// Pastes a path into a file dialog and presses its button: of one that is typed Qt completes each piece.
    void answer(QFileDialog* dialog, const QString& path) {
        auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        ASSERT_NE(name, nullptr);
        name->setFocus();
        name->selectAll();
        QGuiApplication::clipboard()->setText(path);
        QTest::keyClick(name, Qt::Key_V, Qt::ControlModifier);
        EXPECT_TRUE(path.endsWith(name->text())) << "Qt shows what lies in its folder by its last part";
        auto* buttons = dialog->findChild<QDialogButtonBox*>();
        ASSERT_NE(buttons, nullptr);
        for (QAbstractButton* button : buttons->buttons())
            if (buttons->buttonRole(button) == QDialogButtonBox::AcceptRole) QTest::mouseClick(button, Qt::LeftButton);
    }
    QStringList textsOf(const QWidget* widget) const {
        QStringList texts;
        for (const QLabel* label : widget->findChildren<QLabel*>())
            if (label->isVisible() && !label->text().isEmpty()) texts.append(label->text());
        return texts;
    }

    QTemporaryDir mine_;
};

TEST_F(WindowTrouble, ImagesThatMovedAreLocatedAndTheRunGoesOn) {
    makeProject();
    moveImages();
    openProject();
    ASSERT_TRUE(says(QStringLiteral("The images are not where they were.")));
    EXPECT_EQ(strip()->tone(), Tone::Warn);
    EXPECT_EQ(strip()->note(), QStringLiteral("Last seen at ") + photos());
    EXPECT_EQ(strip()->actionButton()->text(), QStringLiteral("Locate…"));
    EXPECT_GE(strip()->height(), 54);
    EXPECT_TRUE(plane()->rect().contains(strip()->geometry()));
    EXPECT_TRUE(textsOf(window->panels().data).contains(QStringLiteral("not found")));
    EXPECT_FALSE(window->toolbar()->trainButton()->isEnabled());
    EXPECT_EQ(window->toolbar()->epochText(), QStringLiteral("The images are not where they were"));
    EXPECT_EQ(qApp->activeModalWidget(), nullptr) << "nothing is asked before somebody wants it";
    // Their decoded copies are still to be seen.
    ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; }));

    QTest::mouseClick(strip()->actionButton(), Qt::LeftButton);
    auto* dialog = window->findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    ASSERT_TRUE(until([&] { return dialog->isVisible(); }));
    // A folder around the right one will do.
    answer(dialog, mine_.filePath(QStringLiteral("disk")));
    ASSERT_TRUE(until([&] { return bridge->info()->imagesGone.empty() && bridge->state() == RunState::Finished; }));
    ASSERT_TRUE(until([&] { return !strip()->isVisible(); }));
    EXPECT_EQ(bridge->images()->sources(), std::vector<std::string>{elsewhere().toStdString()});
    EXPECT_FALSE(textsOf(window->panels().data).contains(QStringLiteral("not found")));
    ASSERT_TRUE(until([&] { return window->toolbar()->trainButton()->isEnabled(); }));
    const int64_t step = bridge->info()->step;
    QTest::mouseClick(window->toolbar()->trainButton(), Qt::LeftButton);
    EXPECT_TRUE(until([&] { return bridge->info()->step > step; }));
}

TEST_F(WindowTrouble, AnotherFolderIsRefusedAndTheQuestionStays) {
    makeProject();
    moveImages();
    openProject();
    ASSERT_TRUE(says(QStringLiteral("The images are not where they were.")));
    fs::remove(elsewhere().toStdString() + "/7/" +
               QDir(elsewhere() + QStringLiteral("/7")).entryList({QStringLiteral("*.png")}).first().toStdString());
    window->trouble()->locateIn(elsewhere());
    ASSERT_TRUE(until([&] { return strip()->isVisible() && strip()->tone() == Tone::Bad; }));
    EXPECT_TRUE(strip()->sentence().contains(QStringLiteral("does not hold the images of this project")))
        << strip()->sentence().toStdString();
    EXPECT_EQ(bridge->state(), RunState::Finished);
    EXPECT_FALSE(bridge->info()->imagesGone.empty());
    // What was open is open, and a right answer can still be given.
    EXPECT_EQ(strip()->actionButton()->text(), QStringLiteral("Locate…"));
}

TEST_F(WindowTrouble, WithoutAnyImagesOneStillExplores) {
    makeProject();
    moveImages();
    fs::remove_all(cacheOfImages());
    openProject();
    ASSERT_TRUE(says(QStringLiteral("The images are not where they were.")));
    EXPECT_EQ(bridge->images(), nullptr);
    EXPECT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; })) << "as they were saved";
    EXPECT_FALSE(window->windowActions()->save->isEnabled());
    EXPECT_FALSE(window->windowActions()->saveAs->isEnabled());
    EXPECT_TRUE(window->windowTitle().startsWith(QStringLiteral("mine")));
    // The pointer is decoded where it rests.
    ASSERT_TRUE(until([&] { return !decoder()->code().empty(); }));
    movePointer({1.0, 0.5});
    ASSERT_TRUE(until([&] { return decoder()->code().size() == 2 && std::abs(decoder()->code()[0] - 1.0F) < 0.1F; }));
    EXPECT_FALSE(decoder()->picture()->image().isNull());
    // A dropped picture is encoded, and kept where it lies.
    const QString file = elsewhere() + QStringLiteral("/7/") +
                         QDir(elsewhere() + QStringLiteral("/7")).entryList({QStringLiteral("*.png")}).first();
    dropFiles(plane(), plane()->rect().center(), {file});
    ASSERT_TRUE(until([&] { return selection()->kept().has_value(); }));
    EXPECT_GT(bridge->metrics()->train.size(), 0) << "the curve is there";
    window->trouble()->locateIn(elsewhere());
    ASSERT_TRUE(until([&] { return bridge->images() && plane()->points().cloud().placed() == kImages; }));
}

TEST_F(WindowTrouble, ARunThatEndedByItselfSaysSoAgain) {
    makeProject();
    {
        Project stored = Project::open(project().toStdString());
        StoredRun run = stored.currentRun().value();
        run.endedBy = R"({"code":"run.ended.patience","arguments":["3","7"]})";
        stored.updateRun(run);
    }
    openProject();
    ASSERT_TRUE(says(QStringLiteral("Ended by itself: 3 epochs without a better held-out loss; best at epoch 7.")));
    const int64_t step = bridge->info()->step;
    QTest::mouseClick(strip()->actionButton(), Qt::LeftButton);
    EXPECT_TRUE(until([&] { return bridge->info()->step > step; })) << "and goes on where it is asked to";
}

TEST_F(WindowTrouble, OpenElsewhereItIsReadAndACopyTrains) {
    makeProject();
    const auto other = std::make_unique<Project>(Project::open(project().toStdString()));
    openProject();
    ASSERT_TRUE(says(QStringLiteral("It is open in another window, so nothing is saved here.")));
    EXPECT_EQ(strip()->tone(), Tone::Info);
    EXPECT_EQ(strip()->actionButton()->text(), QStringLiteral("Save a copy…"));
    EXPECT_EQ(window->toolbar()->epochText(), QStringLiteral("Open for reading only"));
    EXPECT_FALSE(window->toolbar()->trainButton()->isEnabled());
    EXPECT_EQ(window->statusLine()->stateText(), QStringLiteral("reading only"));
    EXPECT_TRUE(window->statusLine()->text().contains(project())) << window->statusLine()->text().toStdString();
    ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; }));
    QTest::keyClick(window.get(), Qt::Key_T);
    EXPECT_EQ(bridge->state(), RunState::Finished);

    QTest::mouseClick(strip()->actionButton(), Qt::LeftButton);
    auto* dialog = window->findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    ASSERT_TRUE(until([&] { return dialog->isVisible(); }));
    answer(dialog, mine_.filePath(QStringLiteral("copy.zscape")));
    ASSERT_TRUE(until([&] {
        return bridge->info()->project == fs::path(mine_.filePath(QStringLiteral("copy.zscape")).toStdString());
    }));
    ASSERT_TRUE(until([&] { return window->toolbar()->trainButton()->isEnabled(); }));
    EXPECT_NE(window->statusLine()->stateText(), QStringLiteral("reading only"));
    EXPECT_FALSE(strip()->isVisible());
}

TEST_F(WindowTrouble, WhatCannotBeSavedIsOfferedAnotherPlace) {
    makeProject();
    openProject();
    fs::rename(project().toStdString(), mine_.filePath(QStringLiteral("gone.zscape")).toStdString());
    std::ofstream(project().toStdString()) << "a file where the project was";
    bridge->session().save(project().toStdString());
    ASSERT_TRUE(until([&] { return strip()->isVisible() && strip()->tone() == Tone::Bad; }));
    EXPECT_TRUE(strip()->sentence().contains(QStringLiteral("mine.zscape"))) << strip()->sentence().toStdString();
    EXPECT_EQ(strip()->actionButton()->text(), QStringLiteral("Save to another place…"));
    QTest::mouseClick(strip()->actionButton(), Qt::LeftButton);
    auto* dialog = window->findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    ASSERT_TRUE(until([&] { return dialog->isVisible(); }));
    answer(dialog, mine_.filePath(QStringLiteral("other.zscape")));
    ASSERT_TRUE(until([&] {
        return bridge->info()->project == fs::path(mine_.filePath(QStringLiteral("other.zscape")).toStdString());
    }));
    ASSERT_TRUE(until([&] { return !strip()->isVisible(); }));
    EXPECT_EQ(bridge->info()->savedStep, bridge->info()->step);
}

}  // namespace
}  // namespace zscape
