#pragma once

#include "ui/palette/palette_entry.h"

#include <QPointer>
#include <QWidget>

#include <vector>

class QLineEdit;

namespace zscape {

class PaletteList;
class PaletteModel;
class PaletteSource;

/// Lies over the whole window while it is open: a line to type in, and beneath it what of the sources is found by it.
/// Up and Down choose, Return does it, Tab goes into the field of a setting, Esc closes. Nothing else of the window
/// hears a key meanwhile.
class CommandPalette : public QWidget {
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* window);

    /// \param source outlives this
    void addSource(PaletteSource* source);

    /// Ids of what was used, the last one first; at most kRemembered of them.
    void setUsed(const QStringList& used) { used_ = used; }
    const QStringList& used() const { return used_; }
    static constexpr int kRemembered = 5;

    /// With an empty query. The focus is in the line; dismiss() gives it back.
    void open();
    void dismiss();
    bool isOpen() const { return open_; }
    /// Asks the sources again, if it is open.
    void refresh();

    QLineEdit* line() const { return line_; }
    PaletteModel* model() const { return model_; }
    PaletteList* list() const { return list_; }
    QString countText() const;
    /// In place of rows, where nothing is found.
    QString emptyText() const;
    QRect card() const { return card_; }

Q_SIGNALS:
    /// Something was used: used() is another.
    void usedChanged();

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void arrange();
    void showEntries();
    void search(const QString& query);
    void doIt(int row);
    /// Into the field of the chosen row, if it has one.
    void edit();
    void leaveField();
    /// Up, Down and the pages choose another row. \return false: it is no such key
    bool moveBy(int key);
    void change(const QString& id, const SettingValue& value);
    void remember(const QString& id);
    PaletteSource* sourceOf(const QString& id) const;
    void paintFoot(QPainter& painter, const QRect& foot) const;

    std::vector<PaletteSource*> sources_;
    std::vector<std::pair<QString, PaletteSource*>> owners_;  ///< of each entry
    PaletteModel* model_ = nullptr;
    PaletteList* list_ = nullptr;
    QLineEdit* line_ = nullptr;
    QPointer<QWidget> focusBefore_;
    QStringList used_;
    QRect card_;
    bool open_ = false;
};

}  // namespace zscape
