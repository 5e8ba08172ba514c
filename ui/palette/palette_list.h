#pragma once

#include "engine/core/setting.h"

#include <QKeyEvent>
#include <QListView>

#include <map>
#include <vector>

namespace zscape {

class PaletteDelegate;
class PaletteModel;
class SettingField;

/// The rows of the palette, with a field on each row of a setting that may be changed. It never has the focus itself:
/// that is in the line of the query, or in one of its fields.
class PaletteList : public QListView {
    Q_OBJECT

public:
    PaletteList(PaletteModel* model, QWidget* parent);

    /// Fields of other settings than these were made for are made anew.
    void forgetFields();
    /// The row is the chosen one, and comes into sight.
    void choose(int row);
    /// The same, and the list stays where it is scrolled to.
    void mark(int row);
    int chosen() const { return currentIndex().row(); }
    /// What of the chosen row's field Tab goes through, from the left; none: it has no field.
    std::vector<QWidget*> editorsOfChosen();
    SettingField* fieldOf(const QString& id) const;
    /// What is typed in the chosen row's field is given up.
    void giveUpEditing();
    /// Of as many entries as are seen at once, with the headings among them.
    int heightWanted() const;

Q_SIGNALS:
    /// A click on an entry.
    void pressed(int row);
    void changed(const QString& id, const zscape::SettingValue& value);
    /// Esc in a field.
    void leaveWanted();
    /// heightWanted() is another.
    void heightChanged();

protected:
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override { event->ignore(); }
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Placed {
        SettingField* field = nullptr;
        Setting setting;
    };
    void placeFields();
    SettingField* makeField(const QString& id, const Setting& setting);

    PaletteModel* model_ = nullptr;
    PaletteDelegate* delegate_ = nullptr;
    std::map<QString, Placed> fields_;  ///< by id; made when they are first seen
    bool placing_ = false;
};

}  // namespace zscape
