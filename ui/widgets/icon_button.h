#pragma once

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

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

private:
    void setUp();
};

/// "Train (T)"; the name alone without a shortcut; mnemonics and dots removed.
QString nameWithShortcut(const QString& name, const QKeySequence& shortcut);

}  // namespace zscape
