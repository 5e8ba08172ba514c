#pragma once

#include "engine/core/walk_film.h"
#include "ui/widgets/popup_card.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace zscape {

class NumberField;

/// The small card of a film over the window: how long, how large, at which pace, and as which file. What is set here is
/// what the panel plays.
class FilmCard : public PopupCard {
    Q_OBJECT

public:
    explicit FilmCard(QWidget* parent);

    /// Above `anchor`, within its window. \param side of the pictures, in pixels; 0: there are none, and nothing is saved
    void open(const FilmSettings& film, int side, const QWidget* anchor);
    const FilmSettings& film() const { return film_; }
    /// "210 frames, 7.0 s, 224 × 224", or why it cannot be saved.
    QString summary() const;

    NumberField* secondsField() const { return seconds_; }
    NumberField* holdField() const { return hold_; }
    QComboBox* sizeBox() const { return size_; }
    QComboBox* pixelsBox() const { return pixels_; }
    QComboBox* paceBox() const { return pace_; }
    QComboBox* playBox() const { return play_; }
    QPushButton* gifButton() const { return gif_; }
    QPushButton* mp4Button() const { return mp4_; }

Q_SIGNALS:
    void filmChanged();
    void gifRequested();
    void mp4Requested();

private:
    void take();
    void showSummary();

    FilmSettings film_;
    int side_ = 0;
    NumberField* seconds_ = nullptr;
    NumberField* hold_ = nullptr;
    QComboBox* size_ = nullptr;
    QComboBox* pixels_ = nullptr;
    QComboBox* pace_ = nullptr;
    QComboBox* play_ = nullptr;
    QLabel* summary_ = nullptr;
    QPushButton* gif_ = nullptr;
    QPushButton* mp4_ = nullptr;
};

}  // namespace zscape
