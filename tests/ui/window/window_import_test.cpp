#include "tests/ui/window/window_fixture.h"

#include "ui/import/findings.h"
#include "ui/import/import_preview.h"
#include "ui/import/import_row.h"
#include "ui/import/labels_drawer.h"
#include "ui/import/reading_list.h"
#include "ui/import/set_chips.h"
#include "ui/import/size_drawer.h"
#include "ui/panels/loss/loss_panel.h"
#include "ui/shell/actions.h"
#include "ui/shell/dock.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/drop_target.h"
#include "ui/shell/empty_screen.h"
#include "ui/shell/open_controller.h"
#include "ui/shell/run_toolbar.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/switch_button.h"

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>

#include <algorithm>

namespace zscape {
namespace {

using Row = ImportPage::Row;

/// The fixture's digits once more as data sets come: train, val and test folders with class folders in them, and a
/// table.
class WindowImport : public WindowFixture {
protected:
    void SetUp() override {
        WindowFixture::SetUp();
        // 48, 12 and 20 pictures of the labels 0 to 3.
        const std::pair<const char*, int> sides[] = {{"train", 12}, {"val", 3}, {"test", 5}};
        QFile table(set_.filePath(QStringLiteral("metadata.csv")));
        ASSERT_TRUE(table.open(QIODevice::WriteOnly));
        table.write("file_name,writer,slant\n");
        for (int label = 0; label < 4; ++label) {
            const QStringList files =
                QDir(digits() + QStringLiteral("/%1").arg(label)).entryList({QStringLiteral("*.png")});
            int next = 0;
            for (const auto& [side, count] : sides) {
                QDir(set_.path()).mkpath(QStringLiteral("%1/%2").arg(QLatin1String(side)).arg(label));
                for (int i = 0; i < count; ++i, ++next) {
                    const QString name =
                        QStringLiteral("%1/%2/d%2_%3.png").arg(QLatin1String(side)).arg(label).arg(next);
                    ASSERT_TRUE(
                        QFile::copy(digits() + QStringLiteral("/%1/").arg(label) + files[next], set_.filePath(name)));
                    table.write(QStringLiteral("%1,%2,%3\n")
                                    .arg(name, next % 2 ? QStringLiteral("anna") : QStringLiteral("ben"))
                                    .arg(next * 0.5 + 0.25)
                                    .toUtf8());
                }
            }
        }
    }
    void drop() {
        dropFiles(window.get(), {640, 300}, {set_.path()});
        ASSERT_TRUE(pageHasRead());
    }
    ImportPage* page() const { return window->importPage(); }
    bool says(Row row, const char* sentence) {
        return until([&] { return page()->canUse() && page()->row(row)->sentence() == QString::fromUtf8(sentence); });
    }
    void openRow(Row row) {
        QTest::mouseClick(page()->row(row)->head(), Qt::LeftButton, {}, {200, 20});
        QCoreApplication::processEvents();
    }

    QTemporaryDir set_;
};

TEST_F(WindowImport, TheFoldersOwnSplitIsReadSaidAndUsed) {
    drop();
    EXPECT_EQ(page()->headline(), QStringLiteral("80 images"));
    EXPECT_TRUE(says(Row::Labels, "Folder level 2: 0 to 3, 20 images each"))
        << qPrintable(page()->row(Row::Labels)->sentence());
    EXPECT_TRUE(says(Row::Split, "Its own: 48 to train, 12 held out, 20 to test"))
        << qPrintable(page()->row(Row::Split)->sentence());
    EXPECT_EQ(window->toolbar()->epochText(), QStringLiteral("Use the images, then train"));
    EXPECT_FALSE(window->toolbar()->trainButton()->isEnabled());
    EXPECT_TRUE(window->statusLine()->text().startsWith(QStringLiteral("Read | 80 of 80 files")))
        << qPrintable(window->statusLine()->text());
    EXPECT_EQ(bridge->state(), RunState::Empty) << "nothing of the run has changed";
    EXPECT_FALSE(window->panels().data->isVisible());
    useWhatWasRead();
    EXPECT_EQ(bridge->split()->train.size(), 48U);
    EXPECT_EQ(bridge->split()->heldOut.size(), 12U);
    EXPECT_EQ(bridge->split()->test.size(), 20U);
    EXPECT_EQ(window->panels().data->splitText(),
              QStringLiteral("Its own split: 48 to train, 12 held out, 20 to test"));
    EXPECT_TRUE(window->panels().data->isVisible());
    // The sides are measured from the menu; what comes stands in the Loss panel.
    ASSERT_TRUE(until([&] { return window->windowActions()->measureTest->isEnabled(); }));
    window->windowActions()->measureTest->trigger();
    EXPECT_TRUE(until([&] {
        return window->panels().loss->strip()->sentence().startsWith(QStringLiteral("20 test images at step 0: total"));
    })) << qPrintable(window->panels().loss->strip()->sentence());
}

TEST_F(WindowImport, OfAFolderWithSeveralSetsOneIsChosen) {
    QTemporaryDir folder;
    for (const auto& [name, count] : {std::pair("emnist-digits-train-images-idx3-ubyte", 40),
                                      std::pair("emnist-letters-train-images-idx3-ubyte", 60)}) {
        QFile file(folder.filePath(QLatin1String(name)));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        QByteArray bytes("\0\0\x08\x03\0\0\0\0\0\0\0\x10\0\0\0\x10", 16);
        bytes[7] = static_cast<char>(count);
        for (int i = 0; i < count * 256; ++i) bytes.append(static_cast<char>(i % 251));
        file.write(bytes);
    }
    // As the command line does it.
    window->openController()->openImages({folder.path()});
    ASSERT_TRUE(until([&] { return page()->isVisible() && page()->isChoosing(); }));
    QTest::keyClick(page(), Qt::Key_Escape);
    ASSERT_TRUE(until([&] { return !page()->isVisible(); }));
    dropFiles(window.get(), {640, 300}, {folder.path()});
    ASSERT_TRUE(until([&] { return page()->isVisible() && page()->isChoosing(); }));
    EXPECT_EQ(page()->headline(), QStringLiteral("Choose a set"));
    EXPECT_FALSE(page()->canUse());
    QTest::mouseClick(page()->sets()->chip(1), Qt::LeftButton);
    ASSERT_TRUE(pageHasRead());
    EXPECT_EQ(page()->headline(), QStringLiteral("60 images"));
    EXPECT_EQ(page()->sets()->chosen(), 1);
    QTest::mouseClick(page()->sets()->chip(0), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return page()->canUse() && page()->headline() == QStringLiteral("40 images"); }));
    useWhatWasRead();
    EXPECT_EQ(bridge->images()->count(), 40);
    EXPECT_EQ(bridge->images()->sources(), std::vector<std::string>{folder.path().toStdString() + "#digits"});
    // The page knows the others when it is asked for again.
    window->panels().data->importSettingsAction()->trigger();
    ASSERT_TRUE(pageHasRead());
    EXPECT_EQ(page()->sets()->chosen(), 0);
    EXPECT_TRUE(page()->row(Row::Set)->isVisible());
}

TEST_F(WindowImport, OfAnArrayWhoseAxesNobodyGuessesTheyAreChosen) {
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("volumes.npy")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    QByteArray header("{'descr': '|u1', 'fortran_order': False, 'shape': (10, 2, 3, 16, 16), }");
    header = header.leftJustified(117) + '\n';
    QByteArray bytes("\x93NUMPY\x01\0\x76\0", 10);
    bytes += header;
    for (int i = 0; i < 10 * 2 * 3 * 256; ++i) bytes.append(static_cast<char>(i % 251));
    file.write(bytes);
    file.close();
    dropFiles(window.get(), {640, 300}, {file.fileName()});
    ASSERT_TRUE(until([&] { return page()->isVisible() && page()->isChoosing(); }));
    EXPECT_EQ(page()->headline(), QStringLiteral("Choose the axes"));
    ReadingList* list = page()->readings();
    const auto& readings = list->readings().readings;
    const auto wanted = std::find_if(readings.begin(), readings.end(),
                                     [](const ArrayReadings::Reading& reading) { return reading.axes == "NCZHW"; });
    ASSERT_NE(wanted, readings.end());
    QTest::mouseClick(list->button(static_cast<int>(wanted - readings.begin())), Qt::LeftButton, {}, {8, 14});
    ASSERT_TRUE(pageHasRead());
    EXPECT_EQ(page()->headline(), QStringLiteral("30 images"));
    EXPECT_FALSE(list->isVisible());
    useWhatWasRead();
    EXPECT_EQ(bridge->images()->count(), 30);
    EXPECT_EQ(bridge->images()->channels(), 2);
    EXPECT_EQ(bridge->session().importSettings()->arrayAxes, "NCZHW");
}

TEST_F(WindowImport, ChoicesAreArrangedAndUsed) {
    drop();
    QTest::mouseClick(page()->ownSplitSwitch(), Qt::LeftButton);
    EXPECT_TRUE(says(Row::Split, "Random: 72 to train, 8 held out")) << qPrintable(page()->row(Row::Split)->sentence());
    openRow(Row::Labels);
    QLineEdit* pattern = page()->labels()->patternField();
    QTest::mouseClick(pattern, Qt::LeftButton);
    QTest::keyClicks(pattern, QStringLiteral("d(\\d)_"));
    EXPECT_TRUE(says(Row::Labels, "Pattern in the file name: 0 to 3, 20 images each"))
        << qPrintable(page()->row(Row::Labels)->sentence());
    EXPECT_TRUE(page()->labels()->note().endsWith(QStringLiteral("all 80 match")))
        << qPrintable(page()->labels()->note());
    ASSERT_NE(page()->labels()->columnPicker(), nullptr);
    QTest::mouseClick(page()->labels()->button(LabelsDrawer::kColumn), Qt::LeftButton, {}, {8, 14});
    EXPECT_TRUE(says(Row::Labels, "Column writer: anna and ben, 40 images each"))
        << qPrintable(page()->row(Row::Labels)->sentence());
    page()->setFocus();
    useWhatWasRead();
    EXPECT_EQ(bridge->images()->labelNames(), (std::vector<std::string>{"anna", "ben"}));
    EXPECT_TRUE(bridge->split()->test.empty());
    EXPECT_EQ(bridge->split()->heldOut.size(), 8U);
    // What was chosen is what the page begins with when it is asked for again.
    window->panels().data->importSettingsAction()->trigger();
    ASSERT_TRUE(pageHasRead());
    EXPECT_TRUE(says(Row::Labels, "Column writer: anna and ben, 40 images each"));
    EXPECT_TRUE(page()->ownSplitSwitch()->isVisible());
    EXPECT_FALSE(page()->ownSplitSwitch()->isChecked());
}

TEST_F(WindowImport, TwinsAcrossTheSplitAreToldAndMovedByOneClick) {
    const QString twin = set_.filePath(QStringLiteral("train/0/d0_0.png"));
    ASSERT_TRUE(QFile::copy(twin, set_.filePath(QStringLiteral("val/0/again.png"))));
    ASSERT_TRUE(QFile::copy(twin, set_.filePath(QStringLiteral("test/0/again.png"))));
    // Used at once, as the command line does: what was found out is told over the plane.
    window->openController()->openImages({set_.path()});
    ASSERT_TRUE(reaches(RunState::Ready));
    ASSERT_TRUE(until([&] { return plane()->strip()->isVisible() && plane()->strip()->tone() == Tone::Warn; }));
    EXPECT_TRUE(plane()->strip()->sentence().contains(QStringLiteral("exactly the pixels")))
        << qPrintable(plane()->strip()->sentence());
    // Its button leads to the page.
    QTest::mouseClick(plane()->strip()->actionButton(), Qt::LeftButton);
    ASSERT_TRUE(pageHasRead());
    EXPECT_TRUE(says(Row::Duplicates, "2 pictures are on both sides of the split"))
        << qPrintable(page()->row(Row::Duplicates)->sentence());
    EXPECT_EQ(page()->pairs()->shown(), 2);
    QTest::mouseClick(page()->moveButton(), Qt::LeftButton);
    EXPECT_TRUE(says(Row::Duplicates, "2 moved.")) << qPrintable(page()->row(Row::Duplicates)->sentence());
    EXPECT_TRUE(says(Row::Split, "Its own: 50 to train, 12 held out, 20 to test"))
        << qPrintable(page()->row(Row::Split)->sentence());
    page()->setFocus();
    useWhatWasRead();
    EXPECT_EQ(bridge->split()->train.size(), 50U);
    EXPECT_FALSE(plane()->strip()->isVisible()) << "the page has said it";
}

TEST_F(WindowImport, EscGivesBackWhatWasThere) {
    openDigits();
    const auto images = bridge->images();
    const QSize data = window->panels().data->size();
    window->panels().data->searchField()->setFocus();
    drop();
    EXPECT_FALSE(window->panels().data->isVisible());
    QTest::keyClick(page(), Qt::Key_Escape);
    EXPECT_FALSE(window->pageHost()->isOpen());
    EXPECT_EQ(bridge->images(), images);
    EXPECT_TRUE(plane()->isVisible());
    ASSERT_TRUE(until([&] { return window->panels().data->isVisible() && window->panels().data->size() == data; }));
    EXPECT_TRUE(window->panels().data->searchField()->hasFocus());
    EXPECT_EQ(window->statusLine()->stateText(), QStringLiteral("Ready"));
    EXPECT_TRUE(window->toolbar()->trainButton()->isEnabled());
}

TEST_F(WindowImport, ALayoutOfOnesOwnComesBack) {
    openDigits();
    window->layoutOfDocks()->setAutomatic(false);
    window->resizeDocks({window->layoutOfDocks()->dock(PanelPlace::Decoder)}, {340}, Qt::Horizontal);
    ASSERT_TRUE(until([&] { return window->panels().decoder->width() > 320; }));
    const int width = window->panels().decoder->width();
    drop();
    EXPECT_FALSE(window->panels().decoder->isVisible());
    QTest::mouseClick(page()->cancelButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return window->panels().decoder->isVisible(); }));
    EXPECT_TRUE(until([&] { return window->panels().decoder->width() == width; })) << window->panels().decoder->width();
}

TEST_F(WindowImport, AnotherSizeIsReadAnewAndAnotherShareIsHeldOut) {
    dropFiles(window.get(), {640, 300}, {digits()});
    ASSERT_TRUE(pageHasRead());
    openRow(Row::Size);
    QLineEdit* size = page()->sizeDrawer()->sizeField()->line();
    QTest::mouseClick(size, Qt::LeftButton);
    size->selectAll();
    QTest::keyClicks(size, QStringLiteral("16"));
    QTest::keyClick(size, Qt::Key_Return);
    EXPECT_TRUE(says(Row::Size, "16 × 16, grey: scaled")) << qPrintable(page()->row(Row::Size)->sentence());
    openRow(Row::Split);
    QLineEdit* share = nullptr;
    for (QLineEdit* line : page()->findChildren<QLineEdit*>())
        if (line->accessibleName().startsWith(QStringLiteral("Share"))) share = line;
    ASSERT_NE(share, nullptr);
    QTest::mouseClick(share, Qt::LeftButton);
    share->selectAll();
    QTest::keyClicks(share, QStringLiteral("25"));
    QTest::keyClick(share, Qt::Key_Return);
    EXPECT_TRUE(says(Row::Split, "Random: 450 to train, 150 held out"))
        << qPrintable(page()->row(Row::Split)->sentence());
    page()->setFocus();
    useWhatWasRead();
    EXPECT_EQ(bridge->images()->size(), 16);
    ASSERT_TRUE(until([&] { return bridge->split() && bridge->split()->heldOut.size() == 150U; }));
}

TEST_F(WindowImport, UnsavedWorkIsAskedForAtUseOnly) {
    openDigits();
    train();
    ASSERT_TRUE(until([&] { return bridge->info()->unsavedWork; }));
    drop();
    EXPECT_EQ(window->findChild<QDialog*>(), nullptr);
    QTest::mouseClick(page()->useButton(), Qt::LeftButton);
    ASSERT_TRUE(until([&] { return window->findChild<QDialog*>() != nullptr; }));
    EXPECT_TRUE(window->pageHost()->isOpen());
    for (QPushButton* button : window->findChild<QDialog*>()->findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("Do Not Save")) QTest::mouseClick(button, Qt::LeftButton);
    ASSERT_TRUE(until([&] { return bridge->images() && bridge->images()->count() == 80; }));
    EXPECT_FALSE(window->pageHost()->isOpen());
}

TEST_F(WindowImport, AnotherDropTakesThePlaceOfTheFirst) {
    drop();
    dropFiles(window.get(), {640, 300}, {digits()});
    ASSERT_TRUE(until([&] { return page()->canUse() && page()->headline() == QStringLiteral("600 images"); }));
    // The samples are used at once.
    window->pageHost()->cancel();
    EXPECT_TRUE(window->emptyScreen()->isVisible());
}

TEST_F(WindowImport, AFolderOfNothingClosesThePageAndSaysSo) {
    openDigits();
    const QTemporaryDir empty;
    dropFiles(window.get(), {640, 300}, {empty.path()});
    ASSERT_TRUE(until([&] { return plane()->strip()->isVisible(); }));
    EXPECT_EQ(plane()->strip()->tone(), Tone::Bad);
    EXPECT_FALSE(window->pageHost()->isOpen());
    EXPECT_EQ(bridge->images()->count(), kImages);
}

}  // namespace
}  // namespace zscape
