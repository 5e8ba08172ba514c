#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace zscape {

class HeaderCombo;
class IconButton;

/// The line above the cards: what they are, the groups where there is no room for a list of them, the search, the
/// cross.
class RecipesHead : public QWidget {
    Q_OBJECT

public:
    explicit RecipesHead(QWidget* parent = nullptr);

    /// The groups as a combo in place of the list. \param indent where the cards begin
    void setNarrow(bool narrow, int indent);
    QLineEdit* search() const { return search_; }
    HeaderCombo* groups() const { return groups_; }
    IconButton* closeButton() const { return close_; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();

    bool narrow_ = false;
    int indent_ = 0;
    QLabel* title_ = nullptr;
    QLabel* note_ = nullptr;
    HeaderCombo* groups_ = nullptr;
    QLineEdit* search_ = nullptr;
    IconButton* close_ = nullptr;
};

}  // namespace zscape
