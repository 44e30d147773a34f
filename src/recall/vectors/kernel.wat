;; The inner product of a query with many rows of int8, in integers, then times two scales. kernel.ts says how rows and query are laid out.
;; `node scripts/build-kernel.js` compiles it into kernel-bytes.ts.
(module
  (memory (export "memory") 1)

  ;; Adds 128 to the even columns of rows: the lower byte of each pair. at, end: addresses, a multiple of 16 apart.
  (func (export "lift") (param $at i32) (param $end i32)
    (if (i32.ge_u (local.get $at) (local.get $end)) (then (return)))
    (loop $block
      (v128.store
        (local.get $at)
        (v128.xor (v128.load (local.get $at)) (v128.const i32x4 0x00800080 0x00800080 0x00800080 0x00800080)))
      (br_if $block (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))))

  ;; row, query: addresses. stride: bytes of a row, a multiple of 32. start: what the lowest lane begins with.
  ;; scale, out: addresses of a float32 a row. count: 0 is fine.
  (func (export "scan")
    (param $row i32) (param $count i32) (param $stride i32) (param $query i32) (param $start i32)
    (param $scale i32) (param $queryScale f64) (param $out i32)
    (local $at i32) (local $end i32) (local $sum v128) (local $pair v128)
    (if (i32.eqz (local.get $count)) (then (return)))
    (loop $rows
      (local.set $at (local.get $query))
      (local.set $end (i32.add (local.get $row) (local.get $stride)))
      (local.set $sum (i32x4.replace_lane 0 (v128.const i32x4 0 0 0 0) (local.get $start)))
      (loop $block
        ;; Sixteen columns are eight little-endian pairs: 256 * odd + (even + 128). Shifting leaves the odd ones. Two such blocks a turn.
        (local.set $pair (v128.load (local.get $row)))
        (local.set $sum
          (i32x4.add
            (local.get $sum)
            (i32x4.add
              (i32x4.dot_i16x8_s (local.get $pair) (v128.load (local.get $at)))
              (i32x4.dot_i16x8_s
                (i16x8.shr_s (local.get $pair) (i32.const 8))
                (v128.load offset=16 (local.get $at))))))
        (local.set $pair (v128.load offset=16 (local.get $row)))
        (local.set $sum
          (i32x4.add
            (local.get $sum)
            (i32x4.add
              (i32x4.dot_i16x8_s (local.get $pair) (v128.load offset=32 (local.get $at)))
              (i32x4.dot_i16x8_s
                (i16x8.shr_s (local.get $pair) (i32.const 8))
                (v128.load offset=48 (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (local.set $row (i32.add (local.get $row) (i32.const 32)))
        (br_if $block (i32.ne (local.get $row) (local.get $end))))
      (f32.store (local.get $out)
        (f32.demote_f64
          (f64.mul
            (f64.convert_i32_s
              (i32.add
                (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
                (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))
            (f64.mul (f64.promote_f32 (f32.load (local.get $scale))) (local.get $queryScale)))))
      (local.set $scale (i32.add (local.get $scale) (i32.const 4)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $rows (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
