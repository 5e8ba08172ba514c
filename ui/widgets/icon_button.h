#pragma once

#include <QKeySequence>
#include <QToolButton>

class QAction;

namespace zscape {

/// A 28 px button of one icon. Its accessible name is its tooltip with the shortcut: "Train (T)".
class IconButton : public QToolButton {
    Q_OBJECT

public:
    /// \param icon a name of resources/icons
    IconButton(const QString& icon, const QString& name, QWidget* parent = nullptr, const QKeySequence& shortcut = {});
    /// Shows the action's icon; its text and shortcut are the tooltip.
    explicit IconButton(QAction* action, QWidget* parent = nullptr);

    /// The shortcut is only told here; whoever owns the action binds it.
    void setName(const QString& name, const QKeySequence& shortcut = {});

    /// "Fit": without its shortcut and without what is wrong with it.
    const QString& name() const { return name_; }
    const QKeySequence& shownShortcut() const { return shortcut_; }

    /// A red dot at the icon's upper right: something is wrong with what it does. \param what it is, for the tooltip
    void setMarked(bool marked, const QString& what);
    bool isMarked() const { return marked_; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void setUp();
    void tell();

    QString name_;
    QKeySequence shortcut_;
    QString what_;
    bool marked_ = false;
};

/// "Train (T)"; the name alone without a shortcut; mnemonics and dots removed.
QString nameWithShortcut(const QString& name, const QKeySequence& shortcut);

}  // namespace zscape
