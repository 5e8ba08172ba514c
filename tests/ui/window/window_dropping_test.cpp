// What is dropped on the window, and what it says before.
#include "tests/ui/window/window_fixture.h"

#include "ui/plane/image_card.h"
#include "ui/plane/interpolation_slot.h"
#include "ui/shell/actions.h"
#include "ui/shell/drop_advice.h"
#include "ui/shell/drop_note.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/picture_view.h"

#include <QAction>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPushButton>
#include <QUndoStack>

namespace zscape {
namespace {

class WindowDropping : public WindowFixture {
protected:
    static QString aPicture() {
        const QString folder = digits() + QStringLiteral("/7");
        return folder + QLatin1Char('/') + QDir(folder).entryList({QStringLiteral("*.png")}).first();
    }
    ImageCard* card() const { return plane()->imageCard(); }
    QString said() const { return window->dropAdvice()->note()->sentence(); }
    /// What is said while `mime` is over `widget` at `at`; then it is dragged away again. \return whether it may fall
    bool over(QWidget* widget, QPoint at, const QMimeData& mime) {
        QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(widget, &enter);
        QDragMoveEvent move(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        move.setAccepted(enter.isAccepted());  // as the platform does: what took the drag takes its moves
        QApplication::sendEvent(widget, &move);
        sentence_ = said();
        QDragLeaveEvent leave;
        QApplication::sendEvent(widget, &leave);
        EXPECT_TRUE(said().isEmpty()) << "nothing stays behind";
        return move.isAccepted();
    }
    static std::unique_ptr<QMimeData> files(const QStringList& paths) {
        auto mime = std::make_unique<QMimeData>();
        QList<QUrl> urls;
        for (const QString& path : paths) urls.append(QUrl::fromLocalFile(path));
        mime->setUrls(urls);
        return mime;
    }
    void dropAPicture() {
        dropFiles(plane(), plane()->rect().center(), {aPicture()});
        ASSERT_TRUE(until([&] { return selection()->outside().has_value(); }));
        ASSERT_TRUE(until([&] { return !card()->decoded()->image().isNull(); }));
    }
    QString sentence_;
};

TEST_F(WindowDropping, APictureIsACardBesideItsDecodeUntilEsc) {
    openDigits();
    dropAPicture();
    EXPECT_TRUE(card()->isVisible());
    EXPECT_EQ(card()->nameText(), QFileInfo(aPicture()).fileName());
    EXPECT_EQ(card()->picture()->image().size(), QSize(28, 28));
    ASSERT_TRUE(selection()->kept().has_value());
    EXPECT_TRUE(until([&] { return decoder()->code() == selection()->outside()->code; }));
    EXPECT_TRUE(plane()->rect().contains(card()->geometry()));
    EXPECT_FALSE(card()->geometry().contains(plane()->view().toScreen(selection()->outside()->at).toPoint()))
        << "its place is seen";
    // Something else may be kept meanwhile.
    click({2.5, 2.5});
    EXPECT_TRUE(card()->isVisible());
    plane()->setFocus();
    QTest::keyClick(plane(), Qt::Key_Escape);
    EXPECT_FALSE(selection()->kept().has_value());
    EXPECT_TRUE(card()->isVisible()) << "one thing at a time";
    QTest::keyClick(plane(), Qt::Key_Escape);
    EXPECT_FALSE(card()->isVisible());
    window->history()->undo();
    EXPECT_TRUE(card()->isVisible()) << "Ctrl+Z brings it back";
    QTest::mouseClick(card()->closeButton(), Qt::LeftButton);
    EXPECT_FALSE(card()->isVisible());
}

TEST_F(WindowDropping, TheCardBecomesAnEndByButtonAndByKey) {
    openDigits();
    dropAPicture();
    QTest::mouseClick(card()->endButton(PathEnd::B), Qt::LeftButton);
    ASSERT_TRUE(selection()->end(PathEnd::B).has_value());
    EXPECT_EQ(selection()->end(PathEnd::B)->name, card()->nameText());
    EXPECT_FALSE(selection()->end(PathEnd::B)->picture.empty());
    // With the pointer beside the plane the key means what is kept.
    QTest::mouseMove(plane(), QPoint(5, plane()->height() - 5));
    plane()->setFocus();
    QTest::keyClick(plane(), Qt::Key_A);
    ASSERT_TRUE(selection()->end(PathEnd::A).has_value());
    EXPECT_EQ(selection()->end(PathEnd::A)->name, card()->nameText());
    EXPECT_TRUE(card()->isVisible());
}

TEST_F(WindowDropping, TheCardFollowsTheWeights) {
    openDigits();
    dropAPicture();
    const std::vector<float> before = selection()->outside()->code;
    const QImage decoded = card()->decoded()->image();
    train();
    EXPECT_TRUE(until([&] { return selection()->outside()->code != before; }));
    EXPECT_TRUE(until([&] { return card()->decoded()->image() != decoded; }));
    EXPECT_TRUE(selection()->keepsOutside());
}

TEST_F(WindowDropping, ADragSaysWhatADropWouldDo) {
    openDigits();
    const auto picture = files({aPicture()});
    EXPECT_TRUE(over(plane(), plane()->rect().center(), *picture));
    EXPECT_EQ(sentence_, QStringLiteral("Show where %1 lies on the plane").arg(QFileInfo(aPicture()).fileName()));
    EXPECT_TRUE(over(window->panels().interpolation->slot(PathEnd::A)->picture(), {10, 10}, *picture));
    EXPECT_TRUE(sentence_.endsWith(QStringLiteral("A"))) << qPrintable(sentence_);
    EXPECT_TRUE(over(window.get(), {20, 20}, *files({digits()})));
    EXPECT_TRUE(sentence_.startsWith(QStringLiteral("Open"))) << qPrintable(sentence_);
    QMimeData text;
    text.setText(QStringLiteral("hello"));
    EXPECT_FALSE(over(window.get(), {20, 20}, text));
    EXPECT_FALSE(sentence_.isEmpty());
    EXPECT_FALSE(over(window.get(), {20, 20}, *imageMime(3, QImage(4, 4, QImage::Format_RGB32), aPicture())))
        << "an image of the set means nothing beside the plane";
    EXPECT_TRUE(over(plane(), plane()->rect().center(), *imageMime(3, {}, aPicture())));
}

TEST_F(WindowDropping, WhileARunTrainsItSaysWhyNot) {
    openDigits();
    bridge->session().adjust("epochs", 100000.0);
    QTest::keyClick(window.get(), Qt::Key_T);
    ASSERT_TRUE(reaches(RunState::Running));
    ASSERT_TRUE(until([&] { return !window->windowActions()->openImages->isEnabled(); }));
    EXPECT_FALSE(over(window.get(), {20, 20}, *files({digits()})));
    EXPECT_TRUE(sentence_.contains(QStringLiteral("Pause"))) << qPrintable(sentence_);
    EXPECT_TRUE(over(plane(), plane()->rect().center(), *files({aPicture()}))) << "a picture is placed all the same";
    bridge->session().stop();
    ASSERT_TRUE(reaches(RunState::Finished));
}

TEST_F(WindowDropping, APictureOfEachPanelIsCopied) {
    openDigits();
    QClipboard* clipboard = QGuiApplication::clipboard();
    clipboard->clear();
    plane()->setFocus();
    QTest::keyClick(plane(), Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(clipboard->image().size(), plane()->picture().size());
    EXPECT_EQ(window->statusLine()->saidText(), QStringLiteral("Copied"));
    selection()->choose(5);
    clipboard->clear();
    window->panels().data->setFocus();
    QTest::keyClick(window->panels().data, Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(toPicture(clipboard->image().convertToFormat(QImage::Format_Grayscale8)), bridge->images()->picture(5));
}

}  // namespace
}  // namespace zscape
